import type { FeeRates, Price, Rates } from './model-price.js';

/** One entry of a price list: from when on it counts and what it is for. */
export interface DatedEntry<R extends Rates | FeeRates> {
  readonly vendor: string;
  /** Our own prices stand above the lists, however exactly a list names the model. */
  readonly layer: 'list' | 'own';
  /** Milliseconds since the epoch; `-Infinity`: always. */
  readonly effectiveFrom: number;
  /** When it was entered, milliseconds since the epoch; of two for the same day the later one counts. */
  readonly recordedAt: number;
  /** How well it fits a model's name; the highest wins. 0: not at all. */
  fit(model: string): number;
  /** What the entry itself is called, whatever name it was found by: `gpt-4o`, `llama-*`. */
  readonly label: string;
  priceOf(model: string): Price<R>;
}

/** An entry for models. */
export interface DatedPrice extends DatedEntry<Rates> {
  /**
   * Whether it is for a chat model of this very name, and not only of a pattern that prices whatever was billed. Of
   * our own prices every one that fits is: who wrote the pattern knows the names.
   */
  isNamed(model: string): boolean;
  /** The name it is shown by, and null for an entry that is for many names. */
  readonly listedAs: string | null;
}

/** An exact name beats every prefix, a longer prefix a shorter one. */
export const EXACT_FIT = Number.MAX_SAFE_INTEGER;

/** What counts at a moment, and the span in which that stays so: `[from, until)`. */
export interface PriceSpan<R extends Rates | FeeRates = Rates> {
  /** The entry's own name. */
  readonly label: string;
  readonly price: Price<R>;
  readonly from: number;
  readonly until: number;
}

/** Finds the best-fitting entry in force at `at`. O(entries): callers keep the span it returns. */
export function priceSpan<R extends Rates | FeeRates>(
  entries: readonly DatedEntry<R>[],
  model: string,
  at: number,
): PriceSpan<R> | null {
  const fitting = entries.filter((entry) => entry.fit(model) > 0);
  const [best] = fitting
    .filter((entry) => entry.effectiveFrom <= at)
    .sort(
      (a, b) =>
        Number(b.layer === 'own') - Number(a.layer === 'own') ||
        b.fit(model) - a.fit(model) ||
        compare(b.effectiveFrom, a.effectiveFrom) ||
        compare(b.recordedAt, a.recordedAt),
    );
  if (!best) return null;
  const borders = fitting.map((entry) => entry.effectiveFrom);
  return {
    label: best.label,
    price: best.priceOf(model),
    from: Math.max(...borders.filter((border) => border <= at)),
    until: Math.min(...borders.filter((border) => border > at)),
  };
}

/** `-Infinity - -Infinity` is NaN, which a sort takes for "equal" only by luck. */
function compare(a: number, b: number): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
