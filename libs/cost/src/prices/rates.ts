import { dearestOf, Money } from '../money.js';
import type { Rates } from './model-price.js';

/** Prices as price lists tell them; what a list leaves out is filled by `completeRates`. */
export interface QuotedRates {
  readonly input: Money;
  readonly output: Money;
  readonly cacheRead?: Money;
  readonly cacheWrite5m?: Money;
  readonly cacheWrite1h?: Money;
  readonly search?: Money;
  readonly pageFetch?: Money;
}

/**
 * Anthropic: "5-minute cache write tokens are 1.25 times the base input tokens price, 1-hour cache write tokens
 * are 2 times the base input tokens price"
 * (https://platform.claude.com/docs/en/build-with-claude/prompt-caching#pricing).
 */
const ANTHROPIC_WRITE_5M_PERCENT = 125n;
const ANTHROPIC_WRITE_1H_PERCENT = 200n;

/**
 * Both vendors list 10 USD per 1,000 web searches (https://developers.openai.com/api/docs/pricing,
 * https://platform.claude.com/docs/en/about-claude/pricing#web-search-tool).
 */
const VENDOR_SEARCH_FEE = Money.fromDecimal('10', 1_000);

/** A fetched page is billed by its tokens; no usage counts pages. */
export const FREE_PAGES = Money.ZERO;

/**
 * Where a list has no price of a meter, the dearer assumption is taken, so that nothing is ever free by
 * omission: cache reads and writes at the input price, Anthropic's writes at its published multiples.
 */
export function completeRates(vendor: string, quoted: QuotedRates): Rates {
  const { input } = quoted;
  const write5m =
    quoted.cacheWrite5m ?? (vendor === 'anthropic' ? percentOf(input, ANTHROPIC_WRITE_5M_PERCENT) : input);
  const write1h =
    quoted.cacheWrite1h ??
    dearestOf(vendor === 'anthropic' ? percentOf(input, ANTHROPIC_WRITE_1H_PERCENT) : input, write5m);
  return {
    input_uncached: input,
    input_cache_read: quoted.cacheRead ?? input,
    input_cache_write_5m: write5m,
    input_cache_write_1h: write1h,
    output: quoted.output,
    search_requests: quoted.search ?? VENDOR_SEARCH_FEE,
    page_fetches: quoted.pageFetch ?? FREE_PAGES,
  };
}

/** Rounded up to the pico-dollar: an assumption of ours may not undercut the bill. */
function percentOf(amount: Money, percent: bigint): Money {
  return Money.ofPico((amount.pico * percent + 99n) / 100n);
}
