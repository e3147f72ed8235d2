export { SearchCache, type SearchCacheOptions } from './cache/search-cache.js';
export { canonicalUrl, webUrl } from './canonical-url.js';
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
export { SearchError, type SearchErrorOptions, type SearchProgress } from './search-error.js';
export { SearchModule } from './search.module.js';
