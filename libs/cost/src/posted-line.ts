import type { Money } from './money.js';

export type Meter =
  | 'input_uncached'
  | 'input_cache_read'
  | 'input_cache_write_5m'
  | 'input_cache_write_1h'
  | 'output'
  | 'search_requests'
  | 'page_fetches';

/** How sure an amount is: by the vendor's usage, counted by us, the full hold, or mended later. */
export type Basis = 'exact' | 'estimated' | 'unknown' | 'corrected';

/** One meter of one attempt. */
export interface PostedLine {
  readonly meter: Meter;
  readonly quantity: number;
  readonly unitPrice: Money;
  readonly amount: Money;
  readonly basis: Basis;
}
