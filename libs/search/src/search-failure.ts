import { type CallProgress, progressOfBreak, progressOfStatus } from '@app/resilience';
import { SearchError } from './search-error.js';

const TOO_LARGE = 'UND_ERR_RES_EXCEEDED_MAX_SIZE';

/** Wraps a broken connection; `begun`: the answer had begun. */
export function transportError(engine: string, cause: unknown, begun: boolean): SearchError {
  const { code } = cause as { code?: unknown };
  if (code === TOO_LARGE)
    return failed(engine, 'search-too-large', 'answered with more than 2 MiB', 'cut', cause);
  if (begun) return failed(engine, 'search-cut', 'broke off its answer', 'cut', cause);
  if (progressOfBreak(cause) === 'not-sent')
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

export interface RefusalFacts {
  readonly engine: string;
  readonly status: number;
  /** The variable that holds the engine's key. */
  readonly key?: string;
  /** What the plan allows is used up: waiting a moment does not help. */
  readonly usedUp?: boolean;
  readonly retryAfterSeconds?: number;
}

/** Wraps an answer that is not a 200. Engines do not bill what they refuse. */
export function refusal(facts: RefusalFacts): SearchError {
  const { engine, status, key, usedUp = false } = facts;
  if (usedUp || status === 402) {
    const what = 'has used up what its plan allows; an administrator must raise it';
    return refused(facts, 'search-quota-exhausted', what, false);
  }
  if (status === 429) return refused(facts, 'search-throttled', 'asks for fewer searches', true);
  if ((status === 401 || status === 403) && key !== undefined)
    return refused(
      facts,
      'search-key-refused',
      `does not take its key; an administrator must check ${key}`,
      false,
    );
  const detail = `The search engine ${engine} answered with status ${status}.`;
  return new SearchError('provider-failed', 'search-failed', detail, {
    engine,
    status,
    progress: progressOfStatus(status),
    retryable: status >= 500,
    retryAfterSeconds: facts.retryAfterSeconds,
  });
}

/** Seconds of a `Retry-After` header; its other form, a date, no engine sends. */
export function retryAfter(header: string | string[] | undefined): number | undefined {
  return typeof header === 'string' && /^\d{1,6}$/.test(header.trim()) ? Number(header) : undefined;
}

function refused(facts: RefusalFacts, code: string, what: string, retryable: boolean): SearchError {
  const { engine, status, retryAfterSeconds } = facts;
  const kind = code === 'search-key-refused' ? 'provider-failed' : 'service-unavailable';
  return new SearchError(kind, code, `The search engine ${engine} ${what}.`, {
    engine,
    status,
    progress: 'refused',
    retryable,
    retryAfterSeconds,
  });
}

const NOT_RETRYABLE = new Set(['search-too-large', 'search-malformed']);

function failed(
  engine: string,
  code: string,
  what: string,
  progress: CallProgress,
  cause?: unknown,
): SearchError {
  return new SearchError('provider-failed', code, `The search engine ${engine} ${what}.`, {
    engine,
    progress,
    cause,
    retryable: !NOT_RETRYABLE.has(code),
  });
}
