import { SearchError, type SearchProgress } from '../search-error.js';

/** What fails before a byte of the request is written. */
const NOT_SENT =
  /^(UND_ERR_CONNECT_TIMEOUT|UND_ERR_INVALID_ARG|ERR_INVALID_URL|ECONNREFUSED|ENOTFOUND|EAI_\w+|EHOSTUNREACH|ENETUNREACH|EPROTO|ERR_TLS_\w+|ERR_SSL_\w+|UNABLE_TO_\w+|\w*CERT\w*)$/;
const TOO_LARGE = 'UND_ERR_RES_EXCEEDED_MAX_SIZE';

/** Wraps a broken connection; `begun`: the answer had begun. */
export function transportError(engine: string, cause: unknown, begun: boolean): SearchError {
  const { code } = cause as { code?: unknown };
  if (code === TOO_LARGE)
    return failed(engine, 'search-too-large', 'answered with more than 2 MiB', 'cut', cause);
  if (begun) return failed(engine, 'search-cut', 'broke off its answer', 'cut', cause);
  if (NOT_SENT.test(String(code)))
    return failed(engine, 'search-unreachable', 'cannot be reached', 'not-sent', cause);
  return failed(engine, 'search-unanswered', 'did not answer', 'unanswered', cause);
}

export function malformed(engine: string): SearchError {
  const what = 'answered with something else than its JSON; an administrator must check its address';
  return failed(engine, 'search-malformed', what, 'cut');
}

export function timedOut(engine: string, ms: number): SearchError {
  return failed(engine, 'search-timeout', `did not answer within ${ms} ms`, 'unanswered');
}

const REMEDY_403 =
  'refuses JSON; an administrator must add "json" to search.formats in its settings.yml, or let this service pass its limiter';

/** Wraps an answer that is not a 200. Engines do not bill what they refuse. */
export function statusError(engine: string, status: number): SearchError {
  const options = { engine, status, progress: status >= 500 ? 'failed' : 'refused' } as const;
  if (status === 403) {
    const detail = `The search engine ${engine} ${REMEDY_403}.`;
    return new SearchError('provider-failed', 'search-format-refused', detail, {
      ...options,
      retryable: false,
    });
  }
  if (status === 429) {
    const detail = `The search engine ${engine} asks for fewer searches.`;
    return new SearchError('service-unavailable', 'search-throttled', detail, {
      ...options,
      retryable: true,
    });
  }
  const detail = `The search engine ${engine} answered with status ${status}.`;
  return new SearchError('provider-failed', 'search-failed', detail, {
    ...options,
    retryable: status >= 500,
  });
}

const NOT_RETRYABLE = new Set(['search-too-large', 'search-malformed']);

function failed(
  engine: string,
  code: string,
  what: string,
  progress: SearchProgress,
  cause?: unknown,
): SearchError {
  return new SearchError('provider-failed', code, `The search engine ${engine} ${what}.`, {
    engine,
    progress,
    cause,
    retryable: !NOT_RETRYABLE.has(code),
  });
}
