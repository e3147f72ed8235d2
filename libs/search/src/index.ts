export { SearchCache, type SearchCacheOptions } from './cache/search-cache.js';
export { canonicalUrl, webUrl } from './canonical-url.js';
export {
  PageReader,
  type BlockedCode,
  type BlockedPage,
  type FetchedPage,
  type PageReading,
} from './pages/page-reader.js';
export { injectionScore, type InjectionReason, type InjectionScore } from './pages/injection-score.js';
export { PagesModule } from './pages/pages.module.js';
export { DomainPolicy, type DomainRules } from './domain-policy.js';
export {
  SearchEngine,
  type SearchHit,
  type SearchModelCall,
  type SearchModelUsage,
  type SearchRecency,
  type SearchRequest,
  type SearchResult,
} from './search-engine.js';
export { SearchError, type SearchErrorOptions } from './search-error.js';
export { SearchModule } from './search.module.js';
export { isTooOld } from './recency.js';
export { visibleText } from './visible-text.js';
