import { generate, parse, type AtrulePrelude, type CssNode, type Raw, type SelectorList } from 'css-tree';
import { StylesTooCostly } from './style-bounds.js';

/** A selector that holds all that it stands in: characters. */
const LONGEST_SELECTOR = 20_000;
/** A sheet's `@scope` without a selector is about what its `<style>` stands in. */
const AROUND_THE_SHEET = ':has(> style)';

/** What rules stand in: the rule around them (`&`), and what an `@scope` is about (`:scope`). */
export interface Surroundings {
  readonly parent: SelectorList;
  readonly root: SelectorList | null;
}

/** What an `@scope` is about: never the document's root by itself. */
export function scopeRoot(prelude: AtrulePrelude | Raw | null): SelectorList | null {
  const [scope] = prelude?.type === 'AtrulePrelude' ? prelude.children.toArray() : [];
  if (scope?.type === 'Scope' && scope.root?.type === 'SelectorList') return scope.root;
  const around: CssNode = parse(AROUND_THE_SHEET, { context: 'selectorList' });
  return around.type === 'SelectorList' ? around : null;
}

/** https://www.w3.org/TR/css-nesting-1/: `&` is the parent; without one, the parent stands before it. */
export function selectorWithin(own: string, { parent, root }: Surroundings): string {
  const outer = `:is(${generate(parent)})`;
  const scoped = root === null ? own : joined(own.split(/:scope(?![\w-])/i), `:is(${generate(root)})`);
  const places = scoped.split('&');
  if (places.length > 1) return joined(places, outer);
  if (parent !== root || /^[>+~]/.test(scoped)) return joined(['', ` ${scoped}`], outer);
  // In an `@scope` itself it may be the root as well as what is below it.
  return scoped === own ? joined([`${own}:is(`, ',', ' *)'], outer) : scoped;
}

function joined(places: readonly string[], outer: string): string {
  if (outer.length * places.length > LONGEST_SELECTOR) throw new StylesTooCostly('the longest selector');
  return places.join(outer);
}
