import type { SearchRecency } from './search-engine.js';

const DAY_MS = 86_400_000;
/** The windows of the engines themselves: Brave's `pd`, `pw`, `pm` and `py`, in days. */
const DAYS: Readonly<Record<SearchRecency, number>> = { day: 1, week: 7, month: 31, year: 365 };
const DATE_ALONE = 'T00:00:00.000Z';

/**
 * Whether a page is known to be older than asked for; an unknown date is not. A date without a time is that
 * whole day, which its last moment stands for. `published`: RFC 3339 in UTC; `now`: epoch milliseconds.
 */
export function isTooOld(published: string | null, recency: SearchRecency | undefined, now: number): boolean {
  if (published === null || recency === undefined) return false;
  const written = Date.parse(published) + (published.endsWith(DATE_ALONE) ? DAY_MS : 0);
  return written < now - DAYS[recency] * DAY_MS;
}
