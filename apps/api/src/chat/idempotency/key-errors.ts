import { AppError } from '@app/platform';

export function inFlight(retryAfterSeconds: number): AppError {
  return new AppError(
    'idempotency-conflict',
    'idempotency-in-flight',
    'A request with this Idempotency-Key is still running. Send it again when it has ended; it gets the same answer.',
    { retryAfterSeconds },
  );
}

/** This request could not be seen to live for so long that another one was let have its key. */
export function keyLost(): AppError {
  return new AppError(
    'idempotency-conflict',
    'idempotency-key-lost',
    'This request held its Idempotency-Key until the database had not heard of its process for too long; then another request took the key over, and the answer of that one is kept. Send it again to get that answer.',
    { retryAfterSeconds: 1 },
  );
}

export function otherBody(): AppError {
  return new AppError(
    'unprocessable',
    'idempotency-key-reused',
    'This Idempotency-Key was used for another body or another Accept within 24 hours. Use a new key for a new request.',
    { errors: [{ field: 'Idempotency-Key', message: 'must be a new one for another body' }] },
  );
}

export function answerErased(): AppError {
  return new AppError(
    'gone',
    'idempotent-answer-erased',
    'This Idempotency-Key was answered, and the conversation of that answer has been erased since. Use a new key to ask anew.',
    { errors: [{ field: 'Idempotency-Key', message: 'must be a new one to ask anew' }] },
  );
}
