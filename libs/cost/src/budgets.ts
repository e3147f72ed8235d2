import { AppError, type Clock, DEFAULT_ORGANISATION, type Ids } from '@app/platform';
import type { DataSource } from 'typeorm';
import type { Budget, BudgetDraft } from './budget.js';
import { type BudgetRow, type BudgetStatus, budgetStatus } from './budget-status.js';
import { checkBudgetDraft } from './check-budget-draft.js';
import { Money } from './money.js';

/** Name of the budget that `DAILY_COST_LIMIT_USD` makes for an organisation. */
export const dailyBudget = (organisation: string): string =>
  organisation === DEFAULT_ORGANISATION ? 'Daily cost limit' : `Daily cost limit of ${organisation}`;

/** What a budget to be has seen already, up to a batch of the chain. */
interface BudgetHistory {
  readonly batch: string;
  readonly spent: string;
}

/** Limits, by whom and what they bind; their use is the ledger's business. */
export class Budgets {
  constructor(
    private readonly database: DataSource,
    private readonly clock: Clock,
    private readonly ids: Ids,
  ) {}

  /** In force when it resolves; what has been spent in the running window counts. Throws `budget-exists`. */
  async create(draft: BudgetDraft): Promise<Budget> {
    checkBudgetDraft(draft);
    const id = this.ids.uuid();
    const { name, scope, subject, period, timezone, limit, softThresholds } = draft;
    const [history] = await this.database.query<BudgetHistory[]>(
      'SELECT * FROM budget_history($1, $2, $3, $4, to_timestamp($5::float8 / 1000))',
      [scope, subject, period, timezone, this.clock.now()],
    );
    const created = await this.database.transaction(async (transaction) => {
      const rows: unknown[] = await transaction.query(
        `INSERT INTO budgets (id, name, scope, subject, period, timezone, limit_amount, soft_thresholds)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8::numeric[]) ON CONFLICT DO NOTHING RETURNING id`,
        [id, name, scope, subject, period, timezone, limit?.toDecimal() ?? null, softThresholds.map(String)],
      );
      if (rows.length > 0)
        await transaction.query('SELECT budget_open($1, to_timestamp($2::float8 / 1000), $3, $4)', [
          id,
          this.clock.now(),
          history?.batch,
          history?.spent,
        ]);
      return rows.length > 0;
    });
    if (!created) throw nameTaken(name);
    return { ...draft, id };
  }

  /** Makes it, or gives the one of this name its limit and thresholds. Throws `budget-differs` where it is for something else. */
  async put(draft: BudgetDraft): Promise<{ readonly status: BudgetStatus; readonly created: boolean }> {
    checkBudgetDraft(draft);
    const known = await this.named(draft.name);
    if (known) return { status: await this.replace(known.id, draft), created: false };
    const { id } = await this.create(draft);
    return { status: await this.status(id), created: true };
  }

  /** Name, limit and thresholds as `draft` says. Throws `not-found`, `budget-differs` and `budget-exists`. */
  async replace(id: string, draft: BudgetDraft): Promise<BudgetStatus> {
    checkBudgetDraft(draft);
    const known = await this.status(id);
    for (const field of ['scope', 'subject', 'period', 'timezone'] as const)
      if (known[field] !== draft[field])
        throw conflict(
          'budget-differs',
          field,
          `The budget is for ${field} "${known[field]}", which stays; make another one for "${draft[field]}".`,
        );
    if (known.name !== draft.name) await this.rename(id, draft.name);
    return this.change(id, draft.limit, draft.softThresholds);
  }

  /** Another limit and other thresholds, in force for the running window too. Throws `not-found`. */
  async change(id: string, limit: Money | null, softThresholds: readonly Money[]): Promise<BudgetStatus> {
    const [row] = await this.database.query<{ changed: boolean }[]>(
      'SELECT budget_limit($1, $2, $3::numeric[], to_timestamp($4::float8 / 1000)) AS changed',
      [id, limit?.toDecimal() ?? null, softThresholds.map(String), this.clock.now()],
    );
    if (!row?.changed) throw unknownBudget();
    return this.status(id);
  }

  /** What it had held and spent stays in the books; it binds nothing new. Throws `not-found`. */
  async delete(id: string): Promise<void> {
    const rows: unknown[] = await this.database.query(
      `WITH gone AS (UPDATE budgets SET deleted_at = now() WHERE id = $1 AND deleted_at IS NULL RETURNING id)
       SELECT id FROM gone`,
      [id],
    );
    if (rows.length === 0) throw unknownBudget();
  }

  async status(id: string): Promise<BudgetStatus> {
    const [found] = await this.read('b.id = $2', [id]);
    if (!found) throw unknownBudget();
    return found;
  }

  /** All budgets with their running windows, by name. */
  list(): Promise<readonly BudgetStatus[]> {
    return this.read('true', []);
  }

  /**
   * An organisation's daily budget as configuration wants it: `limit` is hard, `threshold` soft; both null take
   * it away. For boot: replicas that do it at once agree.
   */
  async ensureDaily(
    organisation: string,
    timezone: string,
    limit: Money | null,
    threshold: Money | null,
  ): Promise<void> {
    const softThresholds = threshold ? [threshold] : [];
    const name = dailyBudget(organisation);
    const known = await this.named(name);
    const fits = known?.timezone === timezone && known.subject === organisation;
    const wanted = limit !== null || threshold !== null;
    if (known && fits && wanted) await this.change(known.id, limit, softThresholds);
    if (known && !(fits && wanted)) await this.delete(known.id);
    if (!wanted || (known && fits)) return;
    const draft: BudgetDraft = {
      name,
      scope: 'organisation',
      subject: organisation,
      period: 'day',
      timezone,
      limit,
      softThresholds,
    };
    await this.create(draft).catch((error: unknown) => {
      // Another replica was a moment earlier and made the same.
      if (!(error instanceof AppError && error.code === 'budget-exists')) throw error;
    });
  }

  private async named(name: string): Promise<BudgetStatus | undefined> {
    return (await this.read('b.name = $2', [name]))[0];
  }

  private async rename(id: string, name: string): Promise<void> {
    const rows: unknown[] = await this.database.query(
      `WITH renamed AS (UPDATE budgets SET name = $2 WHERE id = $1 AND NOT EXISTS (
         SELECT FROM budgets WHERE name = $2 AND deleted_at IS NULL) RETURNING id) SELECT id FROM renamed`,
      [id, name],
    );
    if (rows.length === 0) throw nameTaken(name);
  }

  private async read(where: string, parameters: readonly unknown[]): Promise<readonly BudgetStatus[]> {
    const rows = await this.database.query<BudgetRow[]>(
      `SELECT b.*, x.starts_at, x.ends_at, coalesce(w.spent, 0) AS spent, coalesce(w.reserved, 0) AS reserved
       FROM budgets b
       CROSS JOIN LATERAL (SELECT ledger_window_start(b.period, b.timezone, to_timestamp($1::float8 / 1000)) AS starts_at,
         ledger_window_end(b.period, b.timezone, to_timestamp($1::float8 / 1000)) AS ends_at) x
       LEFT JOIN budget_windows w ON w.budget_id = b.id AND w.starts_at = x.starts_at
       WHERE b.deleted_at IS NULL AND ${where} ORDER BY b.name`,
      [this.clock.now(), ...parameters],
    );
    return rows.map(budgetStatus);
  }
}

function nameTaken(name: string): AppError {
  return conflict('budget-exists', 'name', `There is a budget named "${name}" already; change that one.`);
}

function conflict(code: string, field: string, message: string): AppError {
  return new AppError('conflict', code, message, { errors: [{ field, message }] });
}

function unknownBudget(): AppError {
  return new AppError('not-found', 'unknown-budget', 'There is no such budget. GET /v1/budgets lists them.');
}
