import { isElement, walk, type PageElement, type PageNode } from '../page-node.js';
import { isSeen, NORMAL_TEXT, type Inherited } from './appearance.js';
import {
  cascade,
  judgementsOf,
  NOTHING,
  originOf,
  originOfAttribute,
  originOfHints,
  type Origin,
  type Winners,
} from './cascade.js';
import { isPaint, type Judgement } from './declaration.js';
import { SelectorEngine } from './match-selector.js';
import { Paints } from './paints.js';
import { presentationalStyle } from './presentational.js';
import { readDeclarations } from './read-declarations.js';
import { readSheets, type Sheet, type StyleRule } from './read-sheets.js';
import { RuleIndex } from './rule-index.js';
import { StyleBudget } from './style-bounds.js';
import { Variables } from './variables.js';

export interface StyleSources {
  readonly sheets: readonly Sheet[];
  /** Whether the page has sheets that were not fetched: then its colours are not known. */
  readonly hasOthers: boolean;
  /** Without a doctype, where classes are matched whatever their case. */
  readonly quirksMode: boolean;
}

/** What judging a page may cost. */
export const STYLE_STEPS = 6_000_000;

/**
 * What a page's own styles do to the text of its elements, as far as they can hide it. Most elements are touched by
 * no rule that could, and only for the others all their rules are looked at.
 *
 * Where it cannot be told, it is taken for hidden: under conditions and selectors that we do not know, of a value that
 * a variable may have, of several answers. It is taken for shown where most pages would lose their text else: what
 * sheets of other files do, which are not fetched; animations and scripts; what covers the text. Throws
 * `StylesTooCostly`.
 */
export class PageStyles {
  private readonly engine: SelectorEngine;
  private readonly suspects: RuleIndex;
  private readonly others: RuleIndex;
  private readonly variables = new Variables();
  private readonly attributes = new Map<string, Origin>();
  private readonly hints = new Map<string, Origin>();
  private readonly paints: Paints;
  /** Of the page before any of its elements. */
  readonly canvas: Inherited;

  constructor(root: PageNode, { sheets, hasOthers, quirksMode }: StyleSources, steps = STYLE_STEPS) {
    const budget = new StyleBudget(steps);
    this.engine = new SelectorEngine(budget, quirksMode);
    this.suspects = new RuleIndex(this.engine, budget);
    this.others = new RuleIndex(this.engine, budget);
    this.canvas = {
      invisible: false,
      size: NORMAL_TEXT,
      isPartial: hasOthers,
      ink: hasOthers ? null : 'black',
      paper: hasOthers ? null : 'white',
    };
    this.paints = new Paints(this.canvas);
    const rules = readSheets(sheets, budget);
    const { styles: attributes, hints } = styleAttributes(root, this.engine, budget);
    for (const declaration of [
      ...new Set(rules.map((rule) => rule.declarations)),
      ...attributes.values(),
    ].flat())
      this.variables.note(declaration);
    for (const [text, declarations] of attributes)
      this.attributes.set(text, originOfAttribute(judgementsOf(declarations, this.variables)));
    for (const [text, declarations] of hints)
      this.hints.set(text, originOfHints(judgementsOf(declarations, this.variables)));
    this.index(rules);
  }

  /** What holds for an element; nothing where it can change nothing, given what is handed down to it. */
  of(element: PageElement, outer: Inherited): Winners {
    const attributes = this.engine.attributesOf(element);
    const attribute = this.attributes.get(attributes.get('style') ?? '');
    const hint = this.hints.get(presentationalStyle(element, attributes));
    const own = [attribute, hint].filter((one) => one !== undefined);
    const suspects = this.suspects.of(element);
    const isCalm = suspects.length === 0 && !own.some((origin) => this.isSuspect(origin)) && isSeen(outer);
    return isCalm ? NOTHING : cascade([...own, ...suspects, ...this.others.of(element)]);
  }

  private index(rules: readonly StyleRule[]): void {
    // The selectors of one rule share its declarations.
    const known = new Map<StyleRule['declarations'], readonly Judgement[]>();
    const origins = rules.map((rule, order) => {
      const judgements = known.get(rule.declarations) ?? judgementsOf(rule.declarations, this.variables);
      known.set(rule.declarations, judgements);
      return { rule, origin: originOf(rule, order, judgements) };
    });
    const byAttributes = [...this.attributes.values(), ...this.hints.values()];
    for (const { judgements } of [...origins.map(({ origin }) => origin), ...byAttributes])
      for (const judgement of judgements) this.paints.note(judgement);
    for (const { rule, origin } of origins)
      if (origin.judgements.length > 0)
        (this.isSuspect(origin) ? this.suspects : this.others).add(rule, origin);
  }

  /** Where ink and paper can meet, every one of them counts: white ink is read on the paper of a calm ancestor. */
  private isSuspect({ judgements }: Origin): boolean {
    return judgements.some(
      ({ property, verdict }) =>
        verdict === 'hides' || (verdict === 'shows' && isPaint(property) && this.paints.mayMeet),
    );
  }
}

type Styles = Map<string, ReturnType<typeof readDeclarations>>;

/** Each once, as it is written, and what attributes of old stand for. */
function styleAttributes(
  root: PageNode,
  engine: SelectorEngine,
  budget: StyleBudget,
): { readonly styles: Styles; readonly hints: Styles } {
  const found = { styles: new Map() as Styles, hints: new Map() as Styles };
  const note = (styles: Styles, style: string): void => {
    if (style !== '' && !styles.has(style)) styles.set(style, readDeclarations(style, budget));
  };
  walk(root, (node) => {
    if (!isElement(node)) return true;
    const attributes = engine.attributesOf(node);
    note(found.styles, attributes.get('style') ?? '');
    note(found.hints, presentationalStyle(node, attributes));
    return true;
  });
  return found;
}
