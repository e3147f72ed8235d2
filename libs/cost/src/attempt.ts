import type { Clock, Ids } from '@app/platform';
import type { Usage } from '@app/providers';
import type { Hold, Ledger, Posting, Reservation } from './ledger.js';
import { sumOf } from './money.js';
import { costOf } from './price-usage.js';
import type { Basis, PostedLine, RequestAccount } from './request-account.js';

/** What everything that meters needs. */
export interface MeteringParts {
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly ids: Ids;
}

/** What is posted for an attempt, but for the times. */
export interface AttemptResult {
  readonly outcome: Posting['outcome'];
  readonly basis: Basis;
  readonly usage: Usage;
  readonly rawUsage: unknown;
  readonly lines: readonly PostedLine[];
}

/** One reserved upstream call: from the durable hold to the posting, which happens once. */
export class Attempt {
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
  ): Promise<Attempt> {
    const hold = await parts.ledger.reserve({
      ...call,
      attemptId: parts.ids.uuid(),
      requestId: account.requestId,
      payer: account.payer,
      amount: costOf(call.lines),
      reservedAt: parts.clock.now(),
    });
    return new Attempt(parts, account, hold, parts.clock.monotonic());
  }

  get id(): string {
    return this.hold.reservation.attemptId;
  }

  /** The lines of the full hold, for an outcome that nobody knows. */
  get heldLines(): readonly PostedLine[] {
    return this.hold.reservation.lines;
  }

  /** Posts to the request's account and to the ledger; resolves when that is durable. Only the first call counts. */
  async close(result: AttemptResult): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    const { attemptId, kind, provider, model } = this.hold.reservation;
    const { outcome, usage, lines } = result;
    const cost = sumOf(lines.map(({ amount }) => amount));
    const durationMs = Math.round(this.parts.clock.monotonic() - this.startedAt);
    this.account.post({ attemptId, kind, provider, model, outcome, durationMs, usage, lines, cost });
    await this.parts.ledger.settle(this.hold, {
      ...result,
      cost,
      durationMs,
      postedAt: this.parts.clock.now(),
    });
  }
}
