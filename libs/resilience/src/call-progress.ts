/**
 * How far a call upstream came, which decides what it may cost:
 * - `not-sent`: refused, DNS, TLS, connect time-out; the other side never saw it
 * - `refused`: a 4xx, 429 or 529 answer; nobody bills those
 * - `failed`: a 500 to 504 answer
 * - `unanswered`: the request was written, then time-out or reset before headers, or an answer that says nothing of
 *   what became of it; nobody knows
 * - `cut`: the answer had begun and broke off, was malformed, or carried an error
 */
export type CallProgress = 'not-sent' | 'refused' | 'failed' | 'unanswered' | 'cut';

/** What fails before a byte of the request is written: name, address, connection, TLS handshake. */
const NOT_SENT =
  /^(UND_ERR_CONNECT_TIMEOUT|UND_ERR_INVALID_ARG|ERR_INVALID_URL|ECONNREFUSED|ENOTFOUND|EAI_\w+|EHOSTUNREACH|ENETUNREACH|ENETDOWN|EADDRNOTAVAIL|EACCES|EPROTO|ERR_TLS_\w+|ERR_SSL_\w+|UNABLE_TO_\w+|\w*CERT\w*)$/;
const HANDSHAKE_CUT = 'before secure TLS connection was established';

interface Fault {
  readonly code?: unknown;
  readonly syscall?: unknown;
  readonly message?: unknown;
  /** Where a name has several addresses: what became of each. */
  readonly errors?: unknown;
}

/** Of a connection that broke before any answer; `not-sent` only where it is certain. */
export function progressOfBreak(failure: unknown): 'not-sent' | 'unanswered' {
  const { code, syscall, message, errors } = (failure ?? {}) as Fault;
  if (Array.isArray(errors) && errors.length > 0)
    return errors.every((one) => progressOfBreak(one) === 'not-sent') ? 'not-sent' : 'unanswered';
  const isCertain =
    NOT_SENT.test(String(code)) || syscall === 'connect' || String(message).includes(HANDSHAKE_CUT);
  return isCertain ? 'not-sent' : 'unanswered';
}

/** A gateway that gave up waiting (520, 524) does not know what became of the call, and neither do we. */
const FAILED = new Set([500, 501, 502, 503, 504]);
const OVERLOADED = 529;

/** Of an answer that is not a 2xx. */
export function progressOfStatus(status: number): 'refused' | 'failed' | 'unanswered' {
  if (status < 500 || status === OVERLOADED) return 'refused';
  return FAILED.has(status) ? 'failed' : 'unanswered';
}
