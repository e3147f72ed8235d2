import { AppError, type Clock } from '@app/platform';
import type { DataSource } from 'typeorm';
import { Money, sumOf } from '../money.js';
import type { Basis, Meter } from '../posted-line.js';
import type { Payer, PostedAttempt } from './posted-attempt.js';

/** A line as it stands in the ledger; corrections have negative ones. */
export interface LedgerLine {
  readonly revision: number;
  readonly meter: Meter;
  readonly quantity: number;
  readonly unitPrice: Money;
  readonly amount: Money;
  readonly basis: Basis;
  readonly priceVersion: string;
  /** Milliseconds since the epoch. */
  readonly postedAt: number;
}

/** What was posted for an attempt: revision 0 once, corrections after it. */
export interface LedgerPosting {
  readonly revision: number;
  readonly outcome: 'settled' | 'voided' | 'unknown' | 'corrected';
  readonly basis: Basis;
  /** Of a correction the difference. */
  readonly cost: Money;
  /** The vendor's own usage object, as it was sent; null when it sent none. */
  readonly rawUsage: unknown;
  readonly postedAt: number;
}

export interface LedgerAttempt {
  readonly attemptId: string;
  readonly kind: PostedAttempt['kind'];
  readonly provider: string;
  readonly model: string;
  /** `reserved`: it has not ended yet. */
  readonly outcome: 'reserved' | 'settled' | 'voided' | 'unknown' | 'corrected';
  readonly durationMs: number | null;
  readonly reservedAt: number;
  readonly hold: Money;
  readonly priceVersion: string;
  /** Whose key it was made with, and whose budgets that drew on. */
  readonly payer: Payer;
  readonly postings: readonly LedgerPosting[];
  readonly lines: readonly LedgerLine[];
  /** Sum of `lines`. */
  readonly cost: Money;
}

/** One request in the ledger: every attempt, failed and abandoned ones included. */
export interface RequestCost {
  readonly requestId: string;
  readonly attempts: readonly LedgerAttempt[];
  readonly total: Money;
}

/** Questions to the ledger that are no report. */
export class CostQueries {
  constructor(
    private readonly database: DataSource,
    private readonly clock: Clock,
  ) {}

  /**
   * By the ledger's id of a request, or by the name that its client gave it. Throws `not-found` when no upstream call
   * was ever reserved for it, and `conflict` where several requests had the name, with the id of each. `keyId` leaves
   * out what others' keys did.
   */
  async requestCost(requestId: string, keyId: string | null = null): Promise<RequestCost> {
    const rows = await this.database.query<AttemptRow[]>(
      `SELECT a.request_id, a.attempt_id, a.kind, a.provider, a.model, a.organisation, a.team, a.key_id, a.cost_center, a.hold, a.price_version, a.reserved_at,
         coalesce((SELECT p.outcome FROM postings p WHERE p.attempt_id = a.attempt_id ORDER BY p.revision DESC LIMIT 1), 'reserved') AS outcome,
         (SELECT p.duration_ms FROM postings p WHERE p.attempt_id = a.attempt_id AND p.revision = 0) AS duration_ms,
         (SELECT coalesce(json_agg(json_build_object('revision', p.revision, 'outcome', p.outcome, 'basis', p.basis,
            'cost', p.cost::text, 'rawUsage', p.raw_usage, 'postedAt', floor(extract(epoch FROM p.posted_at) * 1000))
            ORDER BY p.revision), '[]') FROM postings p WHERE p.attempt_id = a.attempt_id) AS postings,
         (SELECT coalesce(json_agg(json_build_object('revision', l.revision, 'meter', l.meter, 'quantity', l.quantity,
            'unitPrice', l.unit_price::text, 'amount', l.amount::text, 'basis', l.basis, 'priceVersion', l.price_version,
            'postedAt', floor(extract(epoch FROM l.posted_at) * 1000)) ORDER BY l.revision, l.batch, l.line_no), '[]')
          FROM lines l WHERE l.attempt_id = a.attempt_id) AS lines
       FROM attempts a WHERE split_part(request_id, '~', 1) = $3 AND ($1 = $3 OR a.request_id = $1)
         AND ($2::text IS NULL OR a.key_id = $2)
       ORDER BY a.reserved_at, a.attempt_id`,
      [requestId, keyId, requestId.split('~', 1)[0]],
    );
    if (rows.length === 0)
      throw new AppError('not-found', 'unknown-request', 'No cost is recorded for such a request.');
    const ids = [...new Set(rows.map(({ request_id }) => request_id))].sort();
    if (ids.length > 1) throw ambiguous(ids);
    const attempts = rows.map(attemptOf);
    return { requestId: ids[0] as string, attempts, total: sumOf(attempts.map(({ cost }) => cost)) };
  }

  /** USD that were posted within the last hour. */
  async burnRate(): Promise<Money> {
    return this.amount(`SELECT coalesce(sum(cost), 0) AS amount FROM postings
      WHERE posted_at > to_timestamp($1::float8 / 1000) - interval '1 hour'`);
  }

  /** USD on hold for calls that have not ended: what may still be added to the bill. */
  async exposure(): Promise<Money> {
    return this.amount(
      'SELECT coalesce(sum(amount), 0) AS amount FROM holds WHERE reserved_at <= to_timestamp($1::float8 / 1000)',
    );
  }

  private async amount(sql: string): Promise<Money> {
    const [row] = await this.database.query<{ amount: string }[]>(sql, [this.clock.now()]);
    return Money.fromDecimal(row?.amount ?? '0');
  }
}

/** Of requests with one name, so many are told. */
const MOST_TOLD = 20;

function ambiguous(ids: readonly string[]): AppError {
  const told = ids.slice(0, MOST_TOLD);
  const message = `is the name of ${ids.length} requests; ask for one of them by its own id`;
  return new AppError('conflict', 'several-requests', `request_id ${message}: ${told.join(', ')}.`, {
    extensions: { request_ids: told },
    errors: [{ field: 'request_id', message }],
  });
}

interface AttemptRow {
  readonly request_id: string;
  readonly attempt_id: string;
  readonly kind: PostedAttempt['kind'];
  readonly provider: string;
  readonly model: string;
  readonly organisation: string;
  readonly team: string | null;
  readonly key_id: string;
  readonly cost_center: string | null;
  readonly hold: string;
  readonly reserved_at: Date;
  readonly outcome: LedgerAttempt['outcome'];
  readonly duration_ms: number | null;
  readonly price_version: string;
  readonly postings: readonly (Omit<LedgerPosting, 'cost'> & { cost: string })[];
  readonly lines: readonly (Omit<LedgerLine, 'unitPrice' | 'amount'> & {
    unitPrice: string;
    amount: string;
  })[];
}

function attemptOf(row: AttemptRow): LedgerAttempt {
  const lines = row.lines.map((line) => ({
    ...line,
    unitPrice: Money.fromDecimal(line.unitPrice),
    amount: Money.fromDecimal(line.amount),
  }));
  return {
    attemptId: row.attempt_id,
    kind: row.kind,
    provider: row.provider,
    model: row.model,
    outcome: row.outcome,
    durationMs: row.duration_ms,
    reservedAt: row.reserved_at.getTime(),
    hold: Money.fromDecimal(row.hold),
    priceVersion: row.price_version,
    payer: {
      organisation: row.organisation,
      team: row.team,
      keyId: row.key_id,
      costCenter: row.cost_center,
    },
    postings: row.postings.map((posting) => ({ ...posting, cost: Money.fromDecimal(posting.cost) })),
    lines,
    cost: sumOf(lines.map(({ amount }) => amount)),
  };
}
