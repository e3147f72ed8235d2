import { generate, type Selector } from 'css-tree';
import type { PageElement } from '../page-node.js';
import type { Origin } from './cascade.js';
import type { Matches, SelectorEngine } from './match-selector.js';
import type { RestingSelector } from './resting-selector.js';
import type { StyleBudget } from './style-bounds.js';

interface Entry {
  readonly selector: Selector;
  readonly origin: Origin;
  /** Compiled when the first element comes by that it could match; never matches what the engine does not know. */
  matches?: Matches;
}

/** In steps: a selector that is kept, and one that is compiled (30 µs). */
const ENTRY_COST = 20;
const COMPILATION_COST = 300;

/** Finds the rules that match an element among those that its id, its classes or its name allow. */
export class RuleIndex {
  private readonly entries = new Map<string, Entry[]>();
  private readonly engine: SelectorEngine;
  private readonly budget: StyleBudget;

  constructor(engine: SelectorEngine, budget: StyleBudget) {
    this.engine = engine;
    this.budget = budget;
  }

  add({ selector, key }: Pick<RestingSelector, 'selector' | 'key'>, origin: Origin): void {
    this.budget.spend(ENTRY_COST);
    const known = this.entries.get(key);
    if (known) known.push({ selector, origin });
    else this.entries.set(key, [{ selector, origin }]);
  }

  of(element: PageElement): Origin[] {
    if (this.entries.size === 0) return [];
    const found: Origin[] = [];
    for (const key of this.keysOf(element)) {
      const entries = this.entries.get(key);
      if (entries === undefined) continue;
      this.budget.spend(entries.length);
      for (const entry of entries) if (this.compiled(entry)(element)) found.push(entry.origin);
    }
    return found;
  }

  private compiled(entry: Entry): Matches {
    if (entry.matches === undefined) {
      this.budget.spend(COMPILATION_COST);
      entry.matches = this.engine.compile(generate(entry.selector)) ?? never;
    }
    return entry.matches;
  }

  private keysOf(element: PageElement): Set<string> {
    const attributes = this.engine.attributesOf(element);
    const keys = new Set(['*', element.localName.toLowerCase()]);
    const id = attributes.get('id');
    if (id) keys.add(`#${id.toLowerCase()}`);
    for (const name of attributes.get('class')?.split(/\s+/) ?? []) keys.add(`.${name.toLowerCase()}`);
    return keys;
  }
}

function never(): boolean {
  return false;
}
