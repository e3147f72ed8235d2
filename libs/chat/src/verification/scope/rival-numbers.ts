import type { PreparedSource } from '../prepared-source.js';
import type { Quantity } from '../quantity.js';

/** A number that says how many, how much or which year. */
export const isNumber = (quantity: Quantity | null): quantity is Quantity =>
  quantity !== null && !quantity.weak;

/** Numbers of the sentence that could stand in its place: as much alike as two prices or two years. */
export const rivalsOf = (
  { form, unit, value, year }: Quantity,
  sentence: number,
  source: PreparedSource,
): Quantity[] =>
  (source.quantitiesIn.get(sentence) ?? []).filter(
    (rival) =>
      rival.year === year && rival.form === form && rival.unit?.kind === unit?.kind && rival.value !== value,
  );
