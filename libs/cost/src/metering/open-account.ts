import { Logger } from '@nestjs/common';
import { Money } from '../money.js';
import type { Payer, PostedAttempt } from '../ledger/posted-attempt.js';
import type { RequestAccount } from './request-account.js';

const logger = new Logger('Ledger');

/** A listener that fails costs nobody a posting, which comes after it. */
function told(request_id: string, listener: () => void): void {
  try {
    listener();
  } catch (error) {
    logger.error({ message: 'What a call did cost was not taken note of.', request_id, error });
  }
}

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
      for (const callback of callbacks) told(requestId, callback);
    },
    post(attempt) {
      attempts.push(attempt);
      total = total.add(attempt.cost);
      if (onPost) told(requestId, () => onPost(attempt));
    },
    whenQuiet(callback) {
      if (underWay === 0) callback();
      else waiting.push(callback);
    },
  };
}
