import type { Declaration, Judgement } from './declaration.js';
import { isPaint, judge } from './declaration.js';
import { compareLayers, NO_LAYER, type Layer } from './layer-order.js';
import type { StyleRule } from './read-sheets.js';
import { settle } from './settle.js';
import { compareSpecificity, type Specificity } from './specificity.js';
import type { Variables } from './variables.js';

/** What declares something of an element: a rule that matches it, or its `style` attribute. */
export interface Origin {
  readonly layer: Layer;
  /** Null: the attribute, which wins over every selector. */
  readonly specificity: Specificity | null;
  readonly order: number;
  readonly judgements: readonly Judgement[];
}

/** By longhand property, what holds for the element. */
export type Winners = ReadonlyMap<string, Judgement>;

export const NOTHING: Winners = new Map();

/** `all`: what the rule's declarations say. */
export function originOf(rule: StyleRule, order: number, all: readonly Judgement[]): Origin {
  // Under a condition that we do not know, it may hide, and takes nothing back; clear ink comes with its image.
  const isCutToText = all.some(({ property, value }) => property === 'background-clip' && value === 'text');
  const holds = ({ property, verdict }: Judgement): boolean =>
    verdict === 'hides' || (isCutToText && isPaint(property));
  const judgements = rule.doubtful ? all.filter(holds) : all;
  return { layer: rule.layer, specificity: rule.specificity, order, judgements };
}

/** Of a `style` attribute. */
export function originOfAttribute(judgements: readonly Judgement[]): Origin {
  return { layer: NO_LAYER, specificity: null, order: 0, judgements };
}

/** Of attributes like `bgcolor`, which every rule wins over, whatever its layer. */
export function originOfHints(judgements: readonly Judgement[]): Origin {
  return { layer: [-1], specificity: [0, 0, 0], order: -1, judgements };
}

export function judgementsOf(declarations: readonly Declaration[], variables: Variables): Judgement[] {
  const own = declarations.filter(({ property }) => property.startsWith('--'));
  const near = new Map(own.map(({ property, value }) => [property, value]));
  return declarations.flatMap((declaration) => {
    const values = variables.valuesOf(declaration.value, near);
    return settle(values.map((value) => judge({ ...declaration, value })));
  });
}

/** https://www.w3.org/TR/css-cascade-5/#cascade-sort, for one origin. What nobody understands wins nothing. */
export function cascade(origins: readonly Origin[]): Winners {
  if (origins.length === 0) return NOTHING;
  const winners = new Map<string, Judgement>();
  const falling = origins.toSorted((one, other) => precedence(other, one, false));
  const important = origins.toSorted((one, other) => precedence(other, one, true));
  for (const { judgements } of important)
    take(
      winners,
      judgements.filter((one) => one.important),
    );
  for (const { judgements } of falling)
    take(
      winners,
      judgements.filter((one) => !one.important),
    );
  return winners;
}

/** Of two in the same place the later one wins. */
function take(winners: Map<string, Judgement>, judgements: readonly Judgement[]): void {
  for (const one of judgements.toReversed())
    if (one.verdict !== 'unknown' && !winners.has(one.property)) winners.set(one.property, one);
}

/** Positive where `one` wins. Among the important ones the earlier layer does. */
function precedence(one: Origin, other: Origin, isImportant: boolean): number {
  if (one.specificity === null || other.specificity === null)
    return Number(one.specificity === null) - Number(other.specificity === null);
  const layers = compareLayers(one.layer, other.layer) * (isImportant ? -1 : 1);
  return layers || compareSpecificity(one.specificity, other.specificity) || one.order - other.order;
}
