import { SearchError } from '../search-error.js';
import { refusal, retryAfter } from '../search-failure.js';
import type { RefusedAnswer } from '../search-wire.js';

const REMEDY_403 =
  'refuses JSON; an administrator must add "json" to search.formats in its settings.yml, or let this service pass its limiter';

/** SearXNG answers 403 where a format is not enabled, and has no keys. */
export function toError(engine: string, { status, headers }: RefusedAnswer): SearchError {
  if (status !== 403)
    return refusal({ engine, status, retryAfterSeconds: retryAfter(headers['retry-after']) });
  const detail = `The search engine ${engine} ${REMEDY_403}.`;
  return new SearchError('provider-failed', 'search-format-refused', detail, {
    engine,
    status,
    progress: 'refused',
    retryable: false,
  });
}
