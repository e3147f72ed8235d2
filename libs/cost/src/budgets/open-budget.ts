import type { EntityManager } from 'typeorm';
import type { Budget, BudgetDraft } from './budget.js';

/** What a budget to be has seen already, up to a batch of the chain. */
export interface BudgetHistory {
  readonly batch: string;
  readonly spent: string;
}

type Queries = Pick<EntityManager, 'query'>;

/** Sums what was spent in the running window: O(attempts of the window), so before any lock is taken. */
export async function budgetHistory(
  queries: Queries,
  { scope, subject, period, timezone }: BudgetDraft,
  now: number,
): Promise<BudgetHistory | undefined> {
  const [history] = await queries.query<BudgetHistory[]>(
    'SELECT * FROM budget_history($1, $2, $3, $4, to_timestamp($5::float8 / 1000))',
    [scope, subject, period, timezone, now],
  );
  return history;
}

/**
 * Writes a budget and opens its running window; from here to the commit the ledger's lock is held. `configured` is
 * what configuration says, and null for a user's budget. False: another one has its name.
 */
export async function openBudget(
  transaction: Queries,
  budget: Budget,
  history: BudgetHistory | undefined,
  now: number,
  configured: object | null = null,
): Promise<boolean> {
  const { id, name, scope, subject, period, timezone, limit, softThresholds } = budget;
  const rows: unknown[] = await transaction.query(
    `INSERT INTO budgets (id, name, scope, subject, period, timezone, limit_amount, soft_thresholds, origin, configured)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8::numeric[], $9, $10) ON CONFLICT DO NOTHING RETURNING id`,
    [
      id,
      name,
      scope,
      subject,
      period,
      timezone,
      limit?.toDecimal() ?? null,
      softThresholds.map(String),
      configured ? 'configuration' : 'user',
      configured,
    ],
  );
  if (rows.length === 0) return false;
  await transaction.query('SELECT budget_open($1, to_timestamp($2::float8 / 1000), $3, $4)', [
    id,
    now,
    history?.batch,
    history?.spent,
  ]);
  return true;
}

/** Another limit and other thresholds, in force for the running window too. False: there is no such budget. */
export async function limitBudget(
  queries: Queries,
  id: string,
  { limit, softThresholds }: Pick<BudgetDraft, 'limit' | 'softThresholds'>,
  now: number,
): Promise<boolean> {
  const [row] = await queries.query<{ changed: boolean }[]>(
    'SELECT budget_limit($1, $2, $3::numeric[], to_timestamp($4::float8 / 1000)) AS changed',
    [id, limit?.toDecimal() ?? null, softThresholds.map(String), now],
  );
  return row?.changed === true;
}
