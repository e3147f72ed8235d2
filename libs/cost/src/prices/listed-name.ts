import type { DatedPrice } from './dated-price.js';
import { isDated, undated } from './model-names.js';

/**
 * The model that a name is a name of, as a price list calls it: its dated names and its aliases alike, so that what
 * binds the model binds them all, whichever entry prices them. A model of our own is its name without the date, where
 * that one is priced too. Null: nothing names it.
 */
export function listedName(entries: readonly DatedPrice[], model: string): string | null {
  for (const name of [undated(model, 'list'), model]) {
    const lower = name.toLowerCase();
    const listed = entries.find((entry) => entry.layer === 'list' && entry.isNamed(lower));
    if (listed) return listed.listedAs;
  }
  const own = entries.filter(({ layer }) => layer === 'own');
  return [undated(model, 'own'), model].find((name) => own.some((entry) => entry.isNamed(name))) ?? null;
}

/** The name that a budget for `model` is kept by: of one state that state alone, of anything else the whole model. */
export function budgetName(entries: readonly DatedPrice[], model: string): string {
  return isDated(model) ? model : (listedName(entries, model) ?? model);
}
