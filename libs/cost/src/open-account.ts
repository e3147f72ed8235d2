import { Money } from './money.js';
import type { Payer, PostedAttempt, RequestAccount } from './request-account.js';

export interface AccountOptions {
  /** See `RequestAccount`. */
  readonly idempotencyKey?: string | null;
  /** Hears of each attempt once, when its cost is known; that may be long after the request has ended. */
  readonly onPost?: (attempt: PostedAttempt) => void;
}

/** Opens the account of one request; `metered` models and engines post to it. */
export function openAccount(
  requestId: string,
  payer: Payer,
  { idempotencyKey = null, onPost }: AccountOptions = {},
): RequestAccount {
  const attempts: PostedAttempt[] = [];
  let waiting: (() => void)[] = [];
  let total = Money.ZERO;
  let underWay = 0;
  return {
    requestId,
    payer,
    idempotencyKey,
    attempts,
    get total() {
      return total;
    },
    began() {
      underWay += 1;
    },
    ended() {
      underWay -= 1;
      if (underWay > 0) return;
      const callbacks = waiting;
      waiting = [];
      for (const callback of callbacks) callback();
    },
    post(attempt) {
      attempts.push(attempt);
      total = total.add(attempt.cost);
      onPost?.(attempt);
    },
    whenQuiet(callback) {
      if (underWay === 0) callback();
      else waiting.push(callback);
    },
  };
}
