import type { Usage } from '@app/providers';
import type { Price } from '../prices/model-price.js';
import type { Money } from '../money.js';
import type { Basis, PostedLine } from '../posted-line.js';
import type { Payer, PostedAttempt } from './posted-attempt.js';

/** One upstream call that is about to be made, and the most it can cost. */
export interface Reservation {
  /** A UUID. */
  readonly attemptId: string;
  readonly requestId: string;
  readonly kind: PostedAttempt['kind'];
  readonly provider: string;
  readonly model: string;
  readonly payer: Payer;
  /** See `RequestAccount`. */
  readonly idempotencyKey: string | null;
  readonly price: Price;
  /** Sum of `lines`. */
  readonly amount: Money;
  /** What is posted when nobody ever learns what the call did cost: basis `unknown`. */
  readonly lines: readonly PostedLine[];
  /** Milliseconds since the epoch; says into which budget windows it falls. */
  readonly reservedAt: number;
}

/** A reservation that is durable: the call may be made. */
export interface Hold {
  readonly reservation: Reservation;
}

/** How an attempt ended, and what that costs. */
export interface Posting {
  readonly outcome: PostedAttempt['outcome'];
  readonly basis: Basis;
  readonly usage: Usage;
  /** The vendor's own usage object, kept beside the lines; null when it sent none. */
  readonly rawUsage: unknown;
  readonly lines: readonly PostedLine[];
  /** Sum of `lines`. */
  readonly cost: Money;
  readonly durationMs: number;
  /** Milliseconds since the epoch. */
  readonly postedAt: number;
}

/** What the vendor said later about an attempt that is posted already. */
export interface LateUsage {
  readonly usage: Usage;
  readonly rawUsage: unknown;
  readonly lines: readonly PostedLine[];
  readonly postedAt: number;
}

/**
 * Authorise, then capture. Every upstream call is reserved before its first byte and posted exactly once after.
 */
export abstract class Ledger {
  /**
   * Writes the attempt and its hold on every budget that applies, durably, all or nothing. Throws
   * `budget-exceeded` when it does not fit one of them (nothing is written then) and `service-unavailable` when
   * the ledger can't be reached: the call must not be made in either case.
   */
  abstract reserve(reservation: Reservation): Promise<Hold>;

  /**
   * Releases the hold and posts the lines, once: a second posting of the same attempt changes nothing, unless
   * the first one was a reaper's `unknown`, which it corrects.
   */
  abstract settle(hold: Hold, posting: Posting): Promise<void>;

  /** Posts the difference between what stands for the attempt and `late` as new lines, basis `corrected`. */
  abstract correct(attemptId: string, late: LateUsage): Promise<void>;
}
