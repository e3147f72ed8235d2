import type { ApiKeys, Caller } from '@app/access';
import type { BudgetScope, PriceBook } from '@app/cost';
import { AppError, DEFAULT_ORGANISATION } from '@app/platform';
import { budgetModel, type ConfiguredModels } from './budget-model.js';

/** Who and what a budget can bind. */
export interface Bindable {
  readonly keys: Pick<ApiKeys, 'identify' | 'callers'>;
  readonly prices: Pick<PriceBook, 'budgetNameOf'>;
  readonly models: ConfiguredModels;
}

/** So many of what there is are told. */
const MOST_TOLD = 20;

/**
 * What a budget is for, by the name that the ledger books it under. Throws `unknown-subject` and `unpriced-model`
 * (unprocessable) for what nobody has: such a budget would bind nothing, without a word. What was given is not told
 * back, because it may be somebody's secret.
 */
export function budgetSubject(
  scope: BudgetScope,
  subject: string,
  { keys, prices, models }: Bindable,
): string {
  if (scope === 'model') return budgetModel(subject, prices, models);
  const known = namesOf(scope, keys.callers());
  if (known.includes(subject)) return subject;
  if (scope === 'key')
    throw unknownSubject(
      'No key has this id. It begins with key_ and stands in GET /v1/costs/requests/{request_id} of a request that the key was used for.',
    );
  const some = known.slice(0, MOST_TOLD).join(', ');
  throw unknownSubject(
    `No entry of VALID_API_KEYS draws on this ${scope}: write ;${scope}=… behind a key there` +
      (some === '' ? '.' : `, or choose one of: ${some}.`),
  );
}

/** Keys are in no table and no list, whichever field they were written into. Throws `key-given` (unprocessable). */
export function refuseKeys(text: string, field: 'name' | 'subject', keys: Pick<ApiKeys, 'identify'>): void {
  for (const word of [text, ...text.split(/[\s,;:]+/)]) {
    const holder = word === '' ? null : keys.identify(word);
    if (holder)
      throw refusal('key-given', field, `This is an API key, which is not kept. Its id is ${holder.keyId}.`);
  }
}

function namesOf(scope: 'organisation' | 'team' | 'key', callers: readonly Caller[]): readonly string[] {
  const names = callers.map(({ organisation, team, keyId }) => ({ organisation, team, key: keyId })[scope]);
  if (scope === 'organisation') names.push(DEFAULT_ORGANISATION);
  return [...new Set(names)].filter((name) => name !== null).sort();
}

const unknownSubject = (message: string): AppError => refusal('unknown-subject', 'subject', message);

function refusal(code: string, field: string, message: string): AppError {
  return new AppError('unprocessable', code, `${field}: ${message}`, { errors: [{ field, message }] });
}
