import { AppError } from '@app/platform';

const VISIBLE_ASCII = /^[\x21-\x7e]{1,255}$/;

/** The header `Idempotency-Key`; undefined where there is none. Throws `validation-failed` for an unsafe one. */
export function idempotencyKey(header: string | readonly string[] | undefined): string | undefined {
  if (header === undefined) return undefined;
  if (typeof header === 'string' && VISIBLE_ASCII.test(header)) return header;
  const message = 'must be 1 to 255 visible ASCII characters without spaces, a UUID for instance';
  throw new AppError('validation-failed', 'bad-idempotency-key', `Idempotency-Key: ${message}.`, {
    errors: [{ field: 'Idempotency-Key', message }],
  });
}
