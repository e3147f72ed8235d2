import { colourOf, looksLike } from './colour.js';
import { isPaint, UNTOLD, type Judgement } from './declaration.js';

/** What frameworks put together of a dozen variables for all their elements, most of which change nothing. */
const COMPOSED = new Set(['transform', 'translate', 'scale', 'rotate', 'filter']);

/**
 * What a declaration says that a variable gives several values. Whatever may hide does, but for
 * what is composed of many: that must in all cases. A colour is often only more
 * and less opaque, and then it is that one; of any others an ink cannot be told, nor a paper, unless it may be white,
 * which a page in two schemes has as the first.
 */
export function settle(all: readonly (readonly Judgement[])[]): readonly Judgement[] {
  const hides = (one: readonly Judgement[]): boolean => one.some(({ verdict }) => verdict === 'hides');
  const isComposed = COMPOSED.has(all[0]?.[0]?.property ?? '');
  const hiding = !isComposed || all.every(hides) ? all.find(hides) : undefined;
  if (hiding !== undefined || all.length === 1) return hiding ?? all[0] ?? [];
  return (all[0] ?? []).flatMap((first) => {
    const values = all.flat().flatMap(({ property, value }) => (property === first.property ? [value] : []));
    return isPaint(first.property) ? paint(first, values) : [];
  });
}

function paint(first: Judgement, values: readonly string[]): Judgement[] {
  const [most = UNTOLD] = values.toSorted((one, other) => alpha(other) - alpha(one));
  if (values.every((value) => looksLike(value, most))) return [{ ...first, value: most }];
  const isPaper = first.property === 'background-color';
  return isPaper && values.some((value) => looksLike(value, 'white')) ? [] : [{ ...first, value: UNTOLD }];
}

function alpha(value: string): number {
  return colourOf(value)?.alpha ?? 0;
}
