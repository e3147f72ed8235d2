import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { AppConfig, AppError, Clock, DEFAULT_ORGANISATION, Ids } from '@app/platform';
import { DataSource, type EntityManager } from 'typeorm';
import type { BudgetDraft } from './budget.js';
import { dailyDraft, type DailyBudget, isSame, type MadeBudget } from './configured-budget.js';
import { Money } from '../money.js';
import { budgetHistory, limitBudget, openBudget } from './open-budget.js';

/** Users may have budgets of as many of the names that configuration would give its own. */
const MOST_NAMES = 20;

/**
 * The daily budget of each organisation, as `DAILY_COST_LIMIT_USD` and `COST_ALERT_THRESHOLD_USD` want it. A start
 * sets only what they say otherwise than at the last one: in between the budget is finance's to change and to put
 * away. Only its own budgets are touched, known by their origin and never by a name.
 */
@Injectable()
export class ConfiguredBudgets implements OnApplicationBootstrap {
  constructor(
    private readonly database: DataSource,
    private readonly clock: Clock,
    private readonly ids: Ids,
    private readonly config: AppConfig,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const { dailyLimitUsd, alertThresholdUsd, reportingTimezone: timezone } = this.config.cost;
    const wanted = { limit: plain(dailyLimitUsd), threshold: plain(alertThresholdUsd), timezone };
    const payers = this.config.access.validApiKeys.map(({ organisation }) => organisation);
    for (const organisation of new Set([DEFAULT_ORGANISATION, ...payers]))
      await this.apply(organisation, wanted);
  }

  /** Replicas that start together come one after another, and all but the first find nothing to do. */
  private apply(organisation: string, wanted: DailyBudget): Promise<void> {
    return this.database.transaction(async (transaction) => {
      await transaction.query('SELECT pg_advisory_xact_lock(7304)');
      const made = await lastMade(transaction, organisation);
      if (made && isSame(made.configured, wanted)) return;
      const draft = dailyDraft(organisation, wanted, made);
      const stays = made?.live === true && draft?.timezone === made.configured.timezone;
      if (made) await note(transaction, made.id, wanted, stays);
      if (draft && stays) await limitBudget(transaction, made.id, draft, this.clock.now());
      if (draft && !stays) await this.make(transaction, draft, wanted);
    });
  }

  private async make(transaction: EntityManager, draft: BudgetDraft, wanted: DailyBudget): Promise<void> {
    const now = this.clock.now();
    const history = await budgetHistory(transaction, draft, now);
    for (let turn = 0; turn < MOST_NAMES; turn += 1) {
      const budget = { ...draft, id: this.ids.uuid(), name: nameAt(turn, draft.name) };
      if (await openBudget(transaction, budget, history, now, wanted)) return;
    }
    throw new AppError(
      'conflict',
      'budget-exists',
      `DAILY_COST_LIMIT_USD finds no free name for its budget; rename "${draft.name}".`,
    );
  }
}

/** A user's budget of the name keeps it. */
function nameAt(turn: number, name: string): string {
  if (turn === 0) return name;
  return `${name} (configuration${turn === 1 ? '' : ` ${turn}`})`;
}

function plain(usd: string | null): string | null {
  return usd === null ? null : Money.fromDecimal(usd).toDecimal();
}

interface MadeRow {
  readonly id: string;
  readonly name: string;
  readonly limit_amount: string | null;
  readonly soft_thresholds: readonly string[];
  readonly live: boolean;
  readonly configured: DailyBudget;
}

async function lastMade(transaction: EntityManager, organisation: string): Promise<MadeBudget | null> {
  const [row] = await transaction.query<MadeRow[]>(
    `SELECT id, name, limit_amount, soft_thresholds, deleted_at IS NULL AS live, configured FROM budgets
     WHERE origin = 'configuration' AND subject = $1 ORDER BY live DESC, created_at DESC LIMIT 1`,
    [organisation],
  );
  if (!row) return null;
  const { limit_amount: limit, soft_thresholds: thresholds, ...made } = row;
  return {
    ...made,
    limit: limit === null ? null : Money.fromDecimal(limit),
    softThresholds: thresholds.map((amount) => Money.fromDecimal(amount)),
  };
}

/** Remembers what configuration says now; a budget that does not stay is put away. */
async function note(
  transaction: EntityManager,
  id: string,
  wanted: DailyBudget,
  stays: boolean,
): Promise<void> {
  await transaction.query(
    'UPDATE budgets SET configured = $2, deleted_at = CASE WHEN $3 THEN deleted_at ELSE coalesce(deleted_at, now()) END WHERE id = $1',
    [id, wanted, stays],
  );
}
