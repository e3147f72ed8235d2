import { AppError } from '@app/platform';
import type { Money } from '../money.js';

export type BudgetScope = 'organisation' | 'team' | 'key' | 'model';
export type BudgetPeriod = 'day' | 'month';

/** How much may be spent on what in which window. */
export interface BudgetDraft {
  readonly name: string;
  readonly scope: BudgetScope;
  /** The organisation, team, key id or model it is for. */
  readonly subject: string;
  readonly period: BudgetPeriod;
  /** IANA name; days and months begin at its midnight, daylight-saving changes included. */
  readonly timezone: string;
  /** Null: nothing is refused, only the thresholds warn. Zero blocks everything. */
  readonly limit: Money | null;
  /** Amounts at which a warning is due, ascending. */
  readonly softThresholds: readonly Money[];
}

export interface Budget extends BudgetDraft {
  readonly id: string;
}

/** A budget that has no room for a call. */
export interface BudgetRefusal {
  readonly budget: string;
  readonly limit: Money;
  readonly spent: Money;
  readonly reserved: Money;
  /** Milliseconds since the epoch. */
  readonly resetsAt: number;
}

/** The refusal as the caller reads it: 402 with the budget's name, limit, use and when it is free again. */
export function budgetExceeded(refusal: BudgetRefusal): AppError {
  const resetsAt = new Date(refusal.resetsAt).toISOString();
  return new AppError(
    'budget-exceeded',
    'budget-exceeded',
    `The budget "${refusal.budget}" of ${refusal.limit.toDecimal()} USD has no room for this request: ` +
      `${refusal.spent.toDecimal()} USD are spent and ${refusal.reserved.toDecimal()} USD are reserved by ` +
      `running requests. It is free again at ${resetsAt}; a smaller max_tokens reserves less.`,
    {
      extensions: {
        budget: refusal.budget,
        limit_usd: refusal.limit.toDecimal(),
        spent_usd: refusal.spent.toDecimal(),
        reserved_usd: refusal.reserved.toDecimal(),
        resets_at: resetsAt,
      },
    },
  );
}
