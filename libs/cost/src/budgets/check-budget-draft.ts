import { AppError } from '@app/platform';
import type { BudgetDraft } from './budget.js';
import { Money } from '../money.js';

/** Throws `validation-failed`, naming the field. */
export function checkBudgetDraft({ subject, limit, softThresholds, timezone }: BudgetDraft): void {
  if (subject === '') throw refused('subject', 'must name the team, key id or model that the budget is for');
  if (limit && limit.pico < 0n) throw refused('limit_usd', 'must be zero or more');
  if (softThresholds.some((amount, index) => amount.compare(softThresholds[index - 1] ?? Money.ZERO) < 0))
    throw refused('soft_thresholds_usd', 'must be zero or more, ascending');
  if (!isTimezone(timezone))
    throw refused(
      'timezone',
      'must be UTC or an IANA name such as Europe/Vienna, no offset and no abbreviation',
    );
}

/** Offsets and abbreviations (`+02:00`, `CET`) mean one thing to ICU and another, or the reverse, to PostgreSQL. */
function isTimezone(name: string): boolean {
  if (name === 'UTC') return true;
  try {
    return (
      name.includes('/') && Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== ''
    );
  } catch {
    return false;
  }
}

function refused(field: string, message: string): AppError {
  return new AppError('validation-failed', 'budget-invalid', `${field}: ${message}`, {
    errors: [{ field, message }],
  });
}
