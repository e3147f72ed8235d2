// What these tests take apart of the page reader, in one place: adapters do not leave by the room's door.
export { isPublicAddress } from '../../../../libs/search/src/pages/address-policy.js';
export { HttpPageReader } from '../../../../libs/search/src/pages/http-page-reader.js';
export type { BlockedCode, PageReading } from '../../../../libs/search/src/pages/page-reader.js';
export { ReadingGate } from '../../../../libs/search/src/pages/reading-gate.js';
export { DnsResolver } from '../../../../libs/search/src/pages/resolver.js';
export { WorkerPageExtractor } from '../../../../libs/search/src/pages/worker-page-extractor.js';
