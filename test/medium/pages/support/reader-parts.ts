// What these tests take apart of the page reader, in one place.
export type { BlockedCode, PageReading } from '@app/search';
export {
  DnsResolver,
  HttpPageReader,
  isPublicAddress,
  ReadingGate,
  WorkerPageExtractor,
} from '@app/search/testing';
