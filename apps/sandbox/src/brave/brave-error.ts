import type { Refusal } from '../http/vendor-wire.js';

const CODES: Readonly<Record<number, string>> = {
  401: 'SUBSCRIPTION_TOKEN_INVALID',
  402: 'PAYMENT_REQUIRED',
  429: 'RATE_LIMITED',
};

/** Brave's error document. */
export function braveError({ status, message, code, param }: Refusal, id: string): string {
  const usual = CODES[status] ?? (status >= 500 ? 'INTERNAL' : 'VALIDATION');
  return JSON.stringify({
    type: 'ErrorResponse',
    error: {
      id,
      status,
      code: code ?? usual,
      detail: message,
      meta: param === null ? {} : { errors: [{ loc: ['query', param], msg: message }] },
    },
  });
}
