import { ident, List, type CssNode, type PseudoClassSelector, type Selector } from 'css-tree';
import { specificityOf, type Specificity } from './specificity.js';

/** A selector as it matches while nobody touches the page. */
export interface RestingSelector {
  /** Parsed; whoever needs its text generates it. */
  readonly selector: Selector;
  readonly specificity: Specificity;
  /** Of the elements it can match: `#id`, `.class` or `tag`, in lower case; `*` where it can be any. */
  readonly key: string;
  /** True where something was left out of it that cannot be told: it may match too much. */
  readonly doubtful: boolean;
}

/** What is not so until somebody does something. */
const IN_USE = new Set(
  (
    'hover,active,focus,focus-within,focus-visible,target,target-within,visited,popover-open,open,modal,fullscreen,' +
    'picture-in-picture,user-invalid,user-valid,autofill,-webkit-autofill,playing,seeking'
  ).split(','),
);
/** With the one colon of old: they style what is no text of the page, or a piece of it. */
const PSEUDO_ELEMENTS = new Set(['before', 'after', 'first-line', 'first-letter']);
/** What the matching engine knows, and knows as browsers do. */
const KNOWN = new Set(
  (
    'root,empty,first-child,last-child,only-child,first-of-type,last-of-type,only-of-type,nth-child,nth-last-child,' +
    'nth-of-type,nth-last-of-type,link,any-link,checked,disabled,enabled,required,optional'
  ).split(','),
);
const WITH_SELECTORS = new Set(['is', 'where', 'not', 'has']);

/** Null: while nobody touches the page it matches nothing that is text. */
export function restingSelector(selector: Selector): RestingSelector | null {
  const cleaning = new Cleaning();
  const resting = cleaning.selector(selector);
  if (resting === null) return null;
  const { doubtful } = cleaning;
  return { selector: resting, specificity: specificityOf(resting), key: keyOf(resting), doubtful };
}

class Cleaning {
  doubtful = false;

  selector(selector: Selector): Selector | null {
    const nodes = selector.children.toArray();
    const kept: CssNode[] = [];
    for (const node of nodes) {
      const clean = node.type === 'PseudoClassSelector' ? this.pseudoClass(node) : this.plain(node);
      if (clean === null) return null;
      // A compound that has lost all it had matches anything.
      kept.push(...(clean === 'nothing' ? [] : [clean]));
    }
    return {
      ...selector,
      children: new List<CssNode>().fromArray(filled(kept, nodes[0]?.type === 'Combinator')),
    };
  }

  private plain(node: CssNode): CssNode | 'nothing' | null {
    if (node.type === 'PseudoElementSelector') return null;
    if (node.type === 'TypeSelector') return { ...node, name: node.name.replace(/^.*\|/, '') };
    if (node.type === 'AttributeSelector' && node.name.name.includes('|')) return this.doubt();
    // Outside of other rules it is the root, or what an `@scope` says.
    if (node.type === 'NestingSelector') return this.doubt();
    return node;
  }

  private pseudoClass(node: PseudoClassSelector): CssNode | 'nothing' | null {
    const name = node.name
      .toLowerCase()
      .replace(/^-(?:webkit|moz)-any$/, 'is')
      .replace(/^matches$/, 'is');
    if (IN_USE.has(name) || PSEUDO_ELEMENTS.has(name)) return null;
    if (WITH_SELECTORS.has(name)) return this.withSelectors(node, name);
    const [of] = node.children?.toArray() ?? [];
    const isPlain = of === undefined || (of.type === 'Nth' && of.selector === null);
    return KNOWN.has(name) && isPlain ? node : this.doubt();
  }

  private withSelectors(node: PseudoClassSelector, name: string): CssNode | 'nothing' | null {
    const [list] = node.children?.toArray() ?? [];
    if (list?.type !== 'SelectorList') return this.doubt();
    const inner = new Cleaning();
    const kept = list.children.toArray().flatMap((one) => {
      const clean = one.type === 'Selector' ? inner.selector(one) : null;
      return clean === null ? [] : [clean];
    });
    if (inner.doubtful) return this.doubt();
    // Of those that never match, none is left: `:not()` of it is always so, the others never are.
    if (kept.length === 0) return name === 'not' ? 'nothing' : null;
    const children = new List<CssNode>().fromArray([
      { ...list, children: new List<CssNode>().fromArray(kept) },
    ]);
    return { ...node, name, children };
  }

  private doubt(): 'nothing' {
    this.doubtful = true;
    return 'nothing';
  }
}

/** `a > ` and nothing is `a > *`, nothing and ` > a` is `* > a`; but a relative selector, of `:has()`, begins with one. */
function filled(nodes: readonly CssNode[], isRelative: boolean): CssNode[] {
  const any: CssNode = { type: 'TypeSelector', name: '*' };
  const whole = nodes.flatMap((node, index) => {
    const next = nodes[index + 1];
    const isOpen = node.type === 'Combinator' && (next === undefined || next.type === 'Combinator');
    return isOpen ? [node, any] : [node];
  });
  const isHeadless = whole.length === 0 || (!isRelative && whole[0]?.type === 'Combinator');
  return isHeadless ? [any, ...whole] : whole;
}

function keyOf(selector: Selector): string {
  const nodes = selector.children.toArray();
  const last = nodes.slice(nodes.findLastIndex(({ type }) => type === 'Combinator') + 1);
  let key = '*';
  for (const node of last) {
    if (node.type === 'IdSelector') return keyFor('#', node.name);
    if (node.type === 'ClassSelector') key = keyFor('.', node.name);
    else if (node.type === 'TypeSelector' && key === '*') key = keyFor('', node.name);
  }
  return key;
}

/** Case is left to the engine, which knows where it counts. */
function keyFor(sign: string, name: string): string {
  return `${sign}${ident.decode(name).toLowerCase()}`;
}
