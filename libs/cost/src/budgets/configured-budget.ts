import { DEFAULT_ORGANISATION } from '@app/platform';
import type { BudgetDraft } from './budget.js';
import { Money } from '../money.js';

/** What configuration says of an organisation's day; both amounts null: nothing. */
export interface DailyBudget {
  /** USD, hard. */
  readonly limit: string | null;
  /** USD, soft. */
  readonly threshold: string | null;
  readonly timezone: string;
}

/** The budget that configuration has made, as it is now, and what it was made of. */
export interface MadeBudget extends Pick<BudgetDraft, 'name' | 'limit' | 'softThresholds'> {
  readonly id: string;
  /** False: it was put away. */
  readonly live: boolean;
  readonly configured: DailyBudget;
}

export function isSame(one: DailyBudget, other: DailyBudget): boolean {
  return one.limit === other.limit && one.threshold === other.threshold && one.timezone === other.timezone;
}

/**
 * The budget as it is to be now; null: none. Each of limit and threshold is taken from configuration where that says
 * it anew, and stays what finance has made of it where it does not.
 */
export function dailyDraft(
  organisation: string,
  wanted: DailyBudget,
  made: MadeBudget | null,
): BudgetDraft | null {
  const { limit, threshold, timezone } = wanted;
  if (limit === null && threshold === null) return null;
  const kept = made?.live ? made : null;
  return {
    name: kept?.name ?? usualName(organisation),
    scope: 'organisation',
    subject: organisation,
    period: 'day',
    timezone,
    limit: kept?.configured.limit === limit ? kept.limit : limit === null ? null : Money.fromDecimal(limit),
    softThresholds:
      kept?.configured.threshold === threshold
        ? kept.softThresholds
        : threshold === null
          ? []
          : [Money.fromDecimal(threshold)],
  };
}

function usualName(organisation: string): string {
  return organisation === DEFAULT_ORGANISATION ? 'Daily cost limit' : `Daily cost limit of ${organisation}`;
}
