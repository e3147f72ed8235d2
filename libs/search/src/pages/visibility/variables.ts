import type { Declaration } from './declaration.js';

const VARIABLE = /var\(\s*(--[^\s,()]+)\s*(?:,\s*((?:[^()]|\([^()]*\))*))?\)/;
/** Beyond this many the first ones stand for all: a value, and a variable's. */
const MOST_VALUES = 16;
const MOST_STEPS = 64;

/**
 * Custom properties (`--name`) with all the values that a page gives them. Which of them an element inherits is not
 * followed: whoever asks gets every value that a declaration may come to have.
 */
export class Variables {
  private readonly values = new Map<string, Set<string>>();

  note({ property, value }: Declaration): void {
    if (!property.startsWith('--')) return;
    const known = this.values.get(property) ?? new Set();
    if (known.size < MOST_VALUES) this.values.set(property, known.add(value));
  }

  /**
   * The value itself where it has no variable in it; none where nothing is known of one. `near`: those of the same
   * block, which an element of it has.
   */
  valuesOf(value: string, near: ReadonlyMap<string, string>): string[] {
    if (!value.includes('var(')) return [value];
    const found = new Set<string>();
    const waiting = [value];
    for (let step = 0; step < MOST_STEPS && found.size < MOST_VALUES; step += 1) {
      const next = waiting.pop();
      if (next === undefined) break;
      const [whole, name = '', fallback] = VARIABLE.exec(next) ?? [];
      if (whole === undefined) found.add(next.trim());
      else waiting.push(...this.of(name, fallback, near).map((one) => next.replace(whole, () => one)));
    }
    return [...found].filter((one) => !one.includes('var('));
  }

  private of(name: string, fallback: string | undefined, near: ReadonlyMap<string, string>): string[] {
    const own = near.get(name);
    if (own !== undefined) return [own];
    return [...(this.values.get(name) ?? []), ...(fallback === undefined ? [] : [fallback])];
  }
}
