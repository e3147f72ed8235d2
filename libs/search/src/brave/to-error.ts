import type { SearchError } from '../search-error.js';
import { refusal, retryAfter } from '../search-failure.js';
import type { RefusedAnswer } from '../search-wire.js';
import { objectOf } from '../wire-values.js';

/**
 * Brave's rate headers hold one number for each window of the plan, the second first and the month last
 * (https://api-dashboard.search.brave.com/documentation/guides/rate-limiting): which of them ran out says whether
 * a second's patience helps. A gateway before it may send `Retry-After` alone. It refuses a key with 422 as well as
 * with 401.
 */
export function toError(engine: string, { status, headers, body }: RefusedAnswer): SearchError {
  const remaining = numbersOf(headers['x-ratelimit-remaining']);
  const reset = numbersOf(headers['x-ratelimit-reset']);
  const limits = numbersOf(headers['x-ratelimit-limit']);
  // A plan without a limit for the month says 0 of 0.
  const isLimited = limits.length < 2 || limits.at(-1) !== 0;
  const monthIsOver = status === 429 && isLimited && remaining.length > 1 && remaining.at(-1) === 0;
  const wait = status === 429 ? (monthIsOver ? reset.at(-1) : reset[0]) : undefined;
  return refusal({
    engine,
    status: isKeyFault(body) ? 401 : status,
    key: 'BRAVE_API_KEY',
    usedUp: monthIsOver,
    retryAfterSeconds: wait ?? retryAfter(headers['retry-after']),
  });
}

/** `1, 1419704`; nothing where it is not that. */
function numbersOf(header: string | string[] | undefined): number[] {
  if (typeof header !== 'string') return [];
  const numbers = header.split(',').map((part) => Number(part.trim() || Number.NaN));
  return numbers.every((number) => Number.isFinite(number) && number >= 0) ? numbers : [];
}

function isKeyFault(body: unknown): boolean {
  return objectOf(objectOf(body).error).code === 'SUBSCRIPTION_TOKEN_INVALID';
}
