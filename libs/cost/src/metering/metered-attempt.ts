import { Logger } from '@nestjs/common';
import type { Clock, Ids } from '@app/platform';
import { NO_USAGE } from '@app/providers';
import type { Hold, Ledger, Posting, Reservation } from '../ledger/ledger.js';
import { sumOf } from '../money.js';
import { costOf } from '../prices/price-usage.js';
import type { Basis } from '../posted-line.js';
import type { RequestAccount } from './request-account.js';

/** What everything that meters needs. */
export interface MeteringParts {
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly ids: Ids;
}

/** What is posted for an attempt, but for what follows from it and the times. */
export type AttemptResult = Omit<Posting, 'cost' | 'durationMs' | 'postedAt'>;

/** For a call that cost nothing, as `basis` says how surely. */
export function nothing(outcome: AttemptResult['outcome'], basis: Basis): AttemptResult {
  return { outcome, basis, usage: NO_USAGE, rawUsage: null, lines: [] };
}

const logger = new Logger('Ledger');

/** One reserved upstream call: from the durable hold to the posting, which happens once. */
export class MeteredAttempt {
  private closed = false;

  private constructor(
    private readonly parts: MeteringParts,
    private readonly account: RequestAccount,
    private readonly hold: Hold,
    private readonly startedAt: number,
  ) {}

  /** Resolves when the hold is durable; throws when the call must not be made. */
  static async open(
    parts: MeteringParts,
    account: RequestAccount,
    call: Pick<Reservation, 'kind' | 'provider' | 'model' | 'price' | 'lines'>,
  ): Promise<MeteredAttempt> {
    const reservation = {
      ...call,
      attemptId: parts.ids.uuid(),
      requestId: account.requestId,
      payer: account.payer,
      idempotencyKey: account.idempotencyKey,
      amount: costOf(call.lines),
      reservedAt: parts.clock.now(),
    };
    account.began();
    try {
      return new MeteredAttempt(
        parts,
        account,
        await parts.ledger.reserve(reservation),
        parts.clock.monotonic(),
      );
    } catch (error) {
      account.ended();
      throw error;
    }
  }

  get id(): string {
    return this.hold.reservation.attemptId;
  }

  /** For an outcome that nobody knows: the full hold, so that the ledger is never below the bill. */
  get unknown(): AttemptResult {
    const { lines } = this.hold.reservation;
    return { outcome: 'unknown', basis: 'unknown', usage: NO_USAGE, rawUsage: null, lines };
  }

  /**
   * Closes with what `reckon` comes to. Where it throws, the call was made all the same: it closes as unknown, its
   * hold released and its cost seen, and the fault is logged instead of taking the place of the call's own end.
   * `isAnswer`: what it gave may be the answer, for which the account may withhold the posting.
   */
  async closeWith(reckon: () => AttemptResult | Promise<AttemptResult>, isAnswer = false): Promise<void> {
    await this.close(await this.reckoned(reckon), isAnswer);
  }

  private async reckoned(reckon: () => AttemptResult | Promise<AttemptResult>): Promise<AttemptResult> {
    try {
      return await reckon();
    } catch (error) {
      const { requestId: request_id } = this.account;
      logger.error({ message: 'A call could not be priced.', request_id, attempt_id: this.id, error });
      return this.unknown;
    }
  }

  /**
   * Posts to the request's account and to the ledger; resolves when that is durable, or withheld. Only the first call
   * counts.
   */
  async close(result: AttemptResult, isAnswer = false): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    const { attemptId, kind, provider, model } = this.hold.reservation;
    const { outcome, usage, lines } = result;
    const cost = sumOf(lines.map(({ amount }) => amount));
    const durationMs = Math.round(this.parts.clock.monotonic() - this.startedAt);
    this.account.post({ attemptId, kind, provider, model, outcome, durationMs, usage, lines, cost });
    this.account.ended();
    const posting = { ...result, cost, durationMs, postedAt: this.parts.clock.now() };
    if (isAnswer && this.account.withheld)
      await this.account.withheld.add({ reservation: this.hold.reservation, posting });
    else await this.parts.ledger.settle(this.hold, posting);
  }
}
