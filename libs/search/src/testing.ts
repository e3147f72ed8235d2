export { FakeSearchEngine, NO_ANSWER, type FakeHit, type FakeOutcome } from './fake-search-engine.js';
export { FakePageReader, NEVER_READ, type FakePage } from './pages/fake-page-reader.js';
export { isPublicAddress } from './pages/address-policy.js';
export { HttpPageReader } from './pages/http-page-reader.js';
export { ReadingGate } from './pages/reading-gate.js';
export { DnsResolver } from './pages/resolver.js';
export { WorkerPageExtractor } from './pages/worker-page-extractor.js';
