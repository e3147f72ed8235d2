import { AppError } from '@app/platform';
import { type Budget, budgetExceeded } from '../budgets/budget.js';
import { type Hold, type LateUsage, Ledger, type Posting, type Reservation } from './ledger.js';
import { Money, sumOf } from '../money.js';
import { costOf } from '../prices/price-usage.js';

interface Entry {
  readonly reservation: Reservation;
  posting: Posting | null;
  readonly corrections: Posting['lines'][number][];
}

/** A ledger for tests: the same promises, kept in memory; budgets have one window that never ends. */
export class MemoryLedger extends Ledger {
  readonly entries = new Map<string, Entry>();
  /** Set to make the ledger unreachable. */
  down = false;

  constructor(private readonly budgets: readonly Budget[] = []) {
    super();
  }

  reserve(reservation: Reservation): Promise<Hold> {
    return Promise.resolve().then(() => {
      if (this.down)
        throw new AppError('service-unavailable', 'ledger-unavailable', 'The ledger cannot be reached.');
      for (const budget of this.budgets.filter((one) => applies(one, reservation)))
        this.admit(budget, reservation);
      this.entries.set(reservation.attemptId, { reservation, posting: null, corrections: [] });
      return { reservation };
    });
  }

  settle(hold: Hold, posting: Posting): Promise<void> {
    const entry = this.entries.get(hold.reservation.attemptId);
    if (!entry) return Promise.reject(new Error(`Attempt ${hold.reservation.attemptId} was never reserved.`));
    if (entry.posting?.outcome === 'unknown') return this.correct(hold.reservation.attemptId, posting);
    entry.posting ??= posting;
    return Promise.resolve();
  }

  correct(attemptId: string, late: LateUsage): Promise<void> {
    const entry = this.entries.get(attemptId);
    if (!entry?.posting) return Promise.reject(new Error(`Attempt ${attemptId} is not posted.`));
    const delta = costOf(late.lines).sub(this.costOf(attemptId));
    if (delta.pico !== 0n)
      entry.corrections.push({
        meter: 'output',
        quantity: 1,
        unitPrice: delta,
        amount: delta,
        basis: 'corrected',
      });
    return Promise.resolve();
  }

  /** What stands for an attempt, corrections included. */
  costOf(attemptId: string): Money {
    const entry = this.entries.get(attemptId);
    return sumOf(
      [...(entry?.posting?.lines ?? []), ...(entry?.corrections ?? [])].map(({ amount }) => amount),
    );
  }

  spent(): Money {
    return sumOf([...this.entries.keys()].map((id) => this.costOf(id)));
  }

  reserved(): Money {
    return sumOf([...this.entries.values()].filter((e) => !e.posting).map((e) => e.reservation.amount));
  }

  private admit(budget: Budget, { amount }: Reservation): void {
    const { limit } = budget;
    if (!limit) return;
    const taken = [...this.entries.values()].filter((entry) => applies(budget, entry.reservation));
    const spent = sumOf(taken.map((entry) => this.costOf(entry.reservation.attemptId)));
    const reserved = sumOf(taken.filter((entry) => !entry.posting).map((entry) => entry.reservation.amount));
    if (limit.pico > 0n && spent.add(reserved).add(amount).compare(limit) <= 0) return;
    throw budgetExceeded({ budget: budget.name, limit, spent, reserved, resetsAt: Date.UTC(9999, 0) });
  }
}

function applies({ scope, subject }: Budget, { payer, model, price }: Reservation): boolean {
  if (scope === 'model') return model === subject || price.listedModel === subject;
  return { organisation: payer.organisation, team: payer.team, key: payer.keyId }[scope] === subject;
}
