import type { DataSource } from 'typeorm';
import { askPrepared } from './ask-prepared.js';
import { budgetExceeded } from '../budgets/budget.js';
import type { Reservation } from './ledger.js';
import { priceRow, reservationRows, type Settlement, settlementRows } from './ledger-rows.js';
import { Money } from '../money.js';

/** What a trip came back with, but for what went well. */
export interface TripOutcome {
  readonly refused: readonly Refusal[];
  /** Postings that found no hold, and what stands for their attempts (null: nothing). */
  readonly late: readonly { readonly attempt: string; readonly standing: string | null }[];
}

interface Refusal {
  /** Which of the reservations. */
  readonly ordinal: number;
  readonly error: Error;
}

interface TripRow {
  readonly said: {
    readonly refused: readonly {
      readonly ordinal: number;
      readonly budget: string;
      readonly limit: string;
      readonly spent: string;
      readonly reserved: string;
      readonly resetsAt: number;
    }[];
    readonly late: TripOutcome['late'];
  } | null;
}

const TRIP = { name: 'ledger_trip', text: 'SELECT ledger_trip($1, $2, $3, $4, $5) AS said' };
const NOTHING: TripOutcome = { refused: [], late: [] };

/** One round trip and one commit for all that has ended and all that wants to begin. */
export class LedgerTrip {
  /** Price versions this process has written; as many as the price book has. */
  private readonly versions = new Set<string>();

  constructor(
    private readonly database: DataSource,
    private readonly owner: { readonly processId: string; readonly leaseMs: number },
  ) {}

  /** Postings first: what they release has room for the reservations. Throws a `DatabaseError`; nothing is written then. */
  async run(reservations: readonly Reservation[], settlements: readonly Settlement[]): Promise<TripOutcome> {
    for (const { price } of reservations)
      if (!this.versions.has(price.version)) await this.recordPrice(price);
    const rows = reservations.length > 0 ? reservationRows(reservations) : null;
    const [postings, lines] = settlements.length > 0 ? settlementRows(settlements) : [null, null];
    const { processId, leaseMs } = this.owner;
    const [row] = await askPrepared<TripRow>(this.database, TRIP, [
      processId,
      leaseMs,
      rows,
      postings,
      lines,
    ]);
    return row?.said ? outcomeOf(row.said) : NOTHING;
  }

  /** Once per version and process: which rates a version stands for is written before anything is charged by it. */
  private async recordPrice(price: Reservation['price']): Promise<void> {
    await this.database.query(
      'INSERT INTO price_versions (version, vendor, model, rates) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING',
      priceRow(price),
    );
    this.versions.add(price.version);
  }
}

function outcomeOf({ refused, late }: NonNullable<TripRow['said']>): TripOutcome {
  return {
    late,
    refused: refused.map(({ ordinal, budget, limit, spent, reserved, resetsAt }) => ({
      ordinal,
      error: budgetExceeded({
        budget,
        limit: Money.fromDecimal(limit),
        spent: Money.fromDecimal(spent),
        reserved: Money.fromDecimal(reserved),
        resetsAt,
      }),
    })),
  };
}
