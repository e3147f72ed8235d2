import { AppError, type Clock, DatabaseError, type Ids, toDatabaseError } from '@app/platform';
import type { DataSource } from 'typeorm';
import type { Budget, BudgetDraft } from './budget.js';
import { type BudgetRow, type BudgetStatus, budgetStatus } from './budget-status.js';
import { checkBudgetDraft } from './check-budget-draft.js';
import type { Money } from '../money.js';
import { budgetHistory, limitBudget, openBudget } from './open-budget.js';

/** How a put ends that another one of the same name has overtaken. */
const OVERTAKEN: ReadonlySet<string> = new Set(['budget-exists', 'unknown-budget']);
const MOST_TURNS = 5;

const UNIQUE_VIOLATION = '23505';

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
    const budget = { ...draft, id: this.ids.uuid() };
    const now = this.clock.now();
    const history = await budgetHistory(this.database, draft, now);
    const created = await this.database.transaction((transaction) =>
      openBudget(transaction, budget, history, now),
    );
    if (!created) throw nameTaken(draft.name);
    return budget;
  }

  /**
   * Makes it, or gives the one of this name its limit and thresholds. Throws `budget-differs` where it is for
   * something else.
   */
  async put(draft: BudgetDraft): Promise<{ readonly status: BudgetStatus; readonly created: boolean }> {
    for (let turn = 1; turn < MOST_TURNS; turn += 1)
      try {
        return await this.putOnce(draft);
      } catch (error) {
        // Made or put away by somebody else between the look and the deed: now it is the other case.
        if (!(error instanceof AppError && OVERTAKEN.has(error.code))) throw error;
      }
    return this.putOnce(draft);
  }

  private async putOnce(draft: BudgetDraft) {
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
    if (!(await limitBudget(this.database, id, { limit, softThresholds }, this.clock.now())))
      throw unknownBudget();
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

  private async named(name: string): Promise<BudgetStatus | undefined> {
    return (await this.read('b.name = $2', [name]))[0];
  }

  private async rename(id: string, name: string): Promise<void> {
    try {
      await this.database.query('UPDATE budgets SET name = $2 WHERE id = $1', [id, name]);
    } catch (cause) {
      const fault = toDatabaseError(cause);
      if (fault instanceof DatabaseError && fault.sqlState === UNIQUE_VIOLATION) throw nameTaken(name);
      throw cause;
    }
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
