import { Money } from './money.js';
import type { Payer, PostedAttempt, RequestAccount } from './request-account.js';

/** Opens the account of one request; `metered` models and engines post to it. */
export function openAccount(
  requestId: string,
  payer: Payer,
  idempotencyKey: string | null = null,
): RequestAccount {
  const attempts: PostedAttempt[] = [];
  let total = Money.ZERO;
  return {
    requestId,
    payer,
    idempotencyKey,
    attempts,
    get total() {
      return total;
    },
    post(attempt) {
      attempts.push(attempt);
      total = total.add(attempt.cost);
    },
  };
}
