import type { Budget, BudgetPeriod, BudgetScope } from './budget.js';
import { Money } from '../money.js';

type BudgetOrigin = 'user' | 'configuration';

/** A budget and how much of its running window is used. */
export interface BudgetStatus extends Budget {
  /** Who made it: a user, or `DAILY_COST_LIMIT_USD`. */
  readonly origin: BudgetOrigin;
  /** Milliseconds since the epoch. */
  readonly startsAt: number;
  /** Exclusive: when it is free again. */
  readonly resetsAt: number;
  readonly spent: Money;
  readonly reserved: Money;
  /** Null: no limit. Never below zero. */
  readonly remaining: Money | null;
  /** The highest soft threshold that what is spent has reached. */
  readonly passed: Money | null;
}

/** A budget and its running window as they stand in the tables. */
export interface BudgetRow {
  readonly id: string;
  readonly name: string;
  readonly scope: BudgetScope;
  readonly subject: string;
  readonly period: BudgetPeriod;
  readonly timezone: string;
  readonly limit_amount: string | null;
  readonly soft_thresholds: readonly string[];
  readonly origin: BudgetOrigin;
  readonly starts_at: Date;
  readonly ends_at: Date;
  readonly spent: string;
  readonly reserved: string;
}

export function budgetStatus(row: BudgetRow): BudgetStatus {
  const { id, name, scope, subject, period, timezone, origin } = row;
  const limit = row.limit_amount === null ? null : Money.fromDecimal(row.limit_amount);
  const spent = Money.fromDecimal(row.spent);
  const reserved = Money.fromDecimal(row.reserved);
  const softThresholds = row.soft_thresholds.map((amount) => Money.fromDecimal(amount));
  const left = limit?.sub(spent).sub(reserved) ?? null;
  return {
    id,
    name,
    scope,
    subject,
    period,
    timezone,
    origin,
    limit,
    softThresholds,
    spent,
    reserved,
    startsAt: row.starts_at.getTime(),
    resetsAt: row.ends_at.getTime(),
    remaining: left && left.pico < 0n ? Money.ZERO : left,
    passed: softThresholds.findLast((amount) => spent.compare(amount) >= 0) ?? null,
  };
}
