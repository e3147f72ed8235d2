import { generate, parse, type Atrule, type CssNode, type Rule, type SelectorList } from 'css-tree';
import type { Declaration } from './declaration.js';
import { LayerOrder, NO_LAYER, type Layer } from './layer-order.js';
import { declarationOf, PARSE_COST, PARSING } from './read-declarations.js';
import { restingSelector, type RestingSelector } from './resting-selector.js';
import { scopeRoot, selectorWithin, type Surroundings } from './scoped-selector.js';
import { appliesOnScreen, type Applies } from './screen-media.js';
import { StylesTooCostly, type StyleBudget } from './style-bounds.js';

/** A `<style>` element. */
export interface Sheet {
  readonly text: string;
  /** Its `media` attribute. */
  readonly media: string;
}

export interface StyleRule extends RestingSelector {
  readonly layer: Layer;
  readonly declarations: readonly Declaration[];
}

/** Where a rule stands. */
interface Scope {
  /** Of the rule around it, `&` in CSS; null at the top. */
  readonly parent: SelectorList | null;
  /** What the `@scope` around it is about. */
  readonly root: SelectorList | null;
  readonly layer: Layer;
  /** Under a condition that we cannot judge. */
  readonly doubtful: boolean;
}

const TOP: Scope = { parent: null, root: null, layer: NO_LAYER, doubtful: false };
const DEEPEST_REPAIR = 8;
/** In steps: a selector or a declaration (2 µs). */
const RULE_COST = 20;
/** The parser tells the place of each error by going through all of the sheet: characters that cost a step. */
const ERROR_LENGTH = 50;

/** The rules of a page's sheets that hold on a screen while nobody touches the page, in their order. */
export function readSheets(sheets: readonly Sheet[], budget: StyleBudget): StyleRule[] {
  const reader = new SheetReader(budget);
  for (const { text, media } of sheets) reader.read(text, media);
  return reader.rules;
}

class SheetReader {
  readonly rules: StyleRule[] = [];
  private readonly layers = new LayerOrder();
  private repairs = 0;

  private readonly budget: StyleBudget;

  constructor(budget: StyleBudget) {
    this.budget = budget;
  }

  read(text: string, media: string): void {
    const applies = media.trim() === '' || applyingMedia(parse(media, { context: 'mediaQueryList' }));
    if (applies !== false) this.sheet(text, { ...TOP, doubtful: applies === null });
  }

  private sheet(text: string, scope: Scope): void {
    this.budget.spend(text.length);
    const onParseError = (): void => this.budget.spend(text.length / ERROR_LENGTH);
    const sheet = parse(text, { ...PARSING, onParseError });
    if (sheet.type === 'StyleSheet') this.nodes(sheet.children.toArray(), scope);
  }

  private nodes(nodes: readonly CssNode[], scope: Scope): void {
    const declarations = nodes.flatMap(declarationOf);
    if (scope.parent !== null && declarations.length > 0) this.add(scope.parent, declarations, scope);
    for (const node of nodes) {
      if (node.type === 'Rule') this.rule(node, scope);
      else if (node.type === 'Atrule') this.atRule(node, scope);
      else if (node.type === 'Raw' && scope.parent !== null) this.repair(node.value, scope);
    }
  }

  /** The parser knows a nested rule by its `&` alone, and takes one without for a broken declaration. */
  private repair(text: string, scope: Scope): void {
    if (this.repairs > DEEPEST_REPAIR) throw new StylesTooCostly('what can be put in order');
    this.repairs += 1;
    if (text.includes('{')) this.sheet(text, scope);
    else {
      const list = parse(text, { ...PARSING, context: 'declarationList' });
      const nodes = list.type === 'DeclarationList' ? list.children.toArray() : [];
      this.nodes(
        nodes.filter(({ type }) => type === 'Declaration'),
        scope,
      );
    }
    this.repairs -= 1;
  }

  private rule({ prelude, block }: Rule, scope: Scope): void {
    if (prelude.type !== 'SelectorList') return;
    const selectors =
      scope.parent === null ? prelude : this.within(prelude, { parent: scope.parent, root: scope.root });
    this.nodes(block.children.toArray(), { ...scope, parent: selectors });
  }

  private within(list: SelectorList, around: Surroundings): SelectorList {
    const texts = list.children.toArray().map((one) => selectorWithin(generate(one), around));
    const text = texts.join(',');
    this.budget.spend(PARSE_COST + text.length);
    const selectors = parse(text, { context: 'selectorList' });
    return selectors.type === 'SelectorList' ? selectors : list;
  }

  private add(parent: SelectorList, declarations: readonly Declaration[], { layer, doubtful }: Scope): void {
    this.budget.spend(RULE_COST * (parent.children.size + declarations.length));
    const selectors = parent.children
      .toArray()
      .map((one) => (one.type === 'Selector' ? restingSelector(one) : null));
    // A browser drops the whole rule for one selector that it does not know.
    const isDoubtful = doubtful || selectors.some((one) => one?.doubtful);
    for (const one of selectors)
      if (one) this.rules.push({ ...one, doubtful: isDoubtful, layer, declarations });
  }

  private atRule({ name, prelude, block }: Atrule, scope: Scope): void {
    const nodes = block?.children.toArray();
    switch (name.toLowerCase()) {
      case 'layer':
        return this.layer(prelude, nodes, scope);
      case 'media': {
        const [list] = prelude?.type === 'AtrulePrelude' ? prelude.children.toArray() : [];
        const applies = list === undefined ? null : applyingMedia(list);
        if (nodes && applies !== false)
          this.nodes(nodes, { ...scope, doubtful: scope.doubtful || applies === null });
        return;
      }
      case 'supports':
      case 'container':
        if (nodes) this.nodes(nodes, { ...scope, doubtful: true });
        return;
      case 'scope': {
        const root = scopeRoot(prelude);
        if (nodes) this.nodes(nodes, { ...scope, parent: root, root, doubtful: true });
        return;
      }
      default:
    }
  }

  private layer(prelude: Atrule['prelude'], nodes: CssNode[] | undefined, scope: Scope): void {
    const names = prelude === null ? [] : generate(prelude).split(',');
    const layers = (names.length === 0 ? [null] : names).map((name) => this.layers.of(scope.layer, name));
    const [layer = scope.layer] = layers;
    if (nodes) this.nodes(nodes, { ...scope, layer });
  }
}

function applyingMedia(list: CssNode): Applies {
  return list.type === 'MediaQueryList' ? appliesOnScreen(list) : null;
}
