import type { Clock } from '@app/platform';

/** One upstream call while it runs: what its errors are named after. */
export interface Call {
  readonly provider: string;
  readonly model: string;
  readonly clock: Clock;
  readonly signal?: AbortSignal;
  /** Whether text has left; after that nothing may be tried again. */
  shown: boolean;
}
