/**
 * A call that broke below HTTP, before any answer. Its text never says "timeout" and it has no `cause`: the
 * SDKs read both to guess what happened, and throw away what is known here. `failure` keeps the original.
 */
export class TransportError extends Error {
  constructor(
    /** `not-sent` only where it is certain that the vendor saw nothing. */
    readonly progress: 'not-sent' | 'unanswered',
    /** Node's or undici's: `ECONNREFUSED`, `UND_ERR_CONNECT_TIMEOUT`. */
    readonly code: string,
    readonly failure: unknown,
  ) {
    super('The connection failed.');
    this.name = 'TransportError';
  }

  /** A wrong certificate stays wrong; anything else about a connection may be better a little later. */
  get retryable(): boolean {
    return !UNTRUSTED.test(this.code);
  }
}

const UNTRUSTED = /CERT|UNABLE_TO_|^ERR_TLS_/;

/** What fails before a byte of the request is written: name, address, connection, TLS handshake. */
const NOT_SENT =
  /^(UND_ERR_CONNECT_TIMEOUT|UND_ERR_INVALID_ARG|ERR_INVALID_URL|ECONNREFUSED|ENOTFOUND|EAI_\w+|EHOSTUNREACH|ENETUNREACH|ENETDOWN|EADDRNOTAVAIL|EACCES|EPROTO|ERR_TLS_\w+|ERR_SSL_\w+|UNABLE_TO_\w+|\w*CERT\w*)$/;
const HANDSHAKE_CUT = 'before secure TLS connection was established';

export function toTransportError(failure: unknown): TransportError {
  const { code, syscall, message } = failure as { code?: unknown; syscall?: unknown; message?: unknown };
  const name = typeof code === 'string' ? code : 'UNKNOWN';
  const notSent = NOT_SENT.test(name) || syscall === 'connect' || String(message).includes(HANDSHAKE_CUT);
  return new TransportError(notSent ? 'not-sent' : 'unanswered', name, failure);
}
