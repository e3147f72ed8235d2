import type { BudgetStatus } from '@app/cost';

/** A budget as the wire shows it: money as exact decimal strings in USD, times in RFC 3339. */
export interface BudgetReport {
  readonly id: string;
  readonly name: string;
  readonly scope: string;
  readonly subject: string;
  readonly period: string;
  readonly timezone: string;
  readonly origin: string;
  readonly limit_usd: string | null;
  readonly soft_thresholds_usd: readonly string[];
  readonly spent_usd: string;
  readonly reserved_usd: string;
  /** Null: no limit. */
  readonly remaining_usd: string | null;
  /** The highest threshold that is reached. */
  readonly passed_threshold_usd: string | null;
  readonly window: { readonly starts_at: string; readonly ends_at: string };
  readonly resets_at: string;
}

export function budgetReport(budget: BudgetStatus): BudgetReport {
  const { id, name, scope, subject, period, timezone, origin } = budget;
  const endsAt = new Date(budget.resetsAt).toISOString();
  return {
    id,
    name,
    scope,
    subject,
    period,
    timezone,
    origin,
    limit_usd: budget.limit?.toDecimal() ?? null,
    soft_thresholds_usd: budget.softThresholds.map((amount) => amount.toDecimal()),
    spent_usd: budget.spent.toDecimal(),
    reserved_usd: budget.reserved.toDecimal(),
    remaining_usd: budget.remaining?.toDecimal() ?? null,
    passed_threshold_usd: budget.passed?.toDecimal() ?? null,
    window: { starts_at: new Date(budget.startsAt).toISOString(), ends_at: endsAt },
    resets_at: endsAt,
  };
}
