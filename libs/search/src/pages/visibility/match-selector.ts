import { compile, type Options } from 'css-select';
import { attributesOf, isElement, isText, type PageElement, type PageNode } from '../page-node.js';
import type { StyleBudget } from './style-bounds.js';

export type Matches = (element: PageElement) => boolean;

type Adapter = NonNullable<Options<PageNode, PageElement>['adapter']>;
/** What the engine asks of a document to match; the others are of use to its queries, which we do not make. */
type Matching = Omit<Adapter, 'findAll' | 'findOne' | 'removeSubsets'>;

/**
 * Compiles selectors with the engine that the document's own `matches` uses, which compiles anew at each call and knows attributes only as they are written (`CLASS`). Each step is paid for, so `:has()`,
 * siblings and depth cannot make it slow. The document must not change in between: what is seen of it is kept.
 */
export class SelectorEngine {
  private readonly children = new Map<PageNode, PageNode[]>();
  private readonly attributes = new Map<PageNode, ReadonlyMap<string, string>>();
  private readonly options: Options<PageNode, PageElement>;

  private readonly budget: StyleBudget;

  constructor(budget: StyleBudget, quirksMode: boolean) {
    this.budget = budget;
    this.options = { adapter: this.adapter() as Adapter, quirksMode, cacheResults: true };
  }

  /** Null: the engine does not understand it. */
  compile(selector: string): Matches | null {
    try {
      return compile(selector, this.options);
    } catch {
      return null;
    }
  }

  attributesOf(element: PageElement): ReadonlyMap<string, string> {
    let known = this.attributes.get(element);
    if (known === undefined) {
      known = attributesOf(element);
      this.attributes.set(element, known);
    }
    return known;
  }

  private adapter(): Matching {
    return {
      isTag: isElement,
      getName: (element) => element.localName.toLowerCase(),
      getAttributeValue: (element, name) => this.attributesOf(element).get(name),
      hasAttrib: (element, name) => this.attributesOf(element).has(name),
      getParent: ({ parentNode }) => {
        this.budget.spend(1);
        return parentNode;
      },
      getChildren: (node) => this.childrenOf(node),
      getSiblings: (node) => (node.parentNode === null ? [node] : this.childrenOf(node.parentNode)),
      prevElementSibling: (node) => (isElement(node) ? node.previousElementSibling : null),
      // For `:empty`, to which comments are nothing.
      getText: (node) => (isText(node) ? (node.textContent ?? '') : ''),
      existsOne: (test, nodes) => this.exists(test, nodes),
    };
  }

  private childrenOf(node: PageNode): PageNode[] {
    let known = this.children.get(node);
    if (known === undefined) {
      known = [];
      for (let child = node.firstChild; child !== null; child = child.nextSibling) known.push(child);
      this.children.set(node, known);
    }
    this.budget.spend(known.length + 1);
    return known;
  }

  /** Without recursion: a page may nest deeper than the stack. */
  private exists(test: Matches, nodes: readonly PageNode[]): boolean {
    const waiting = [...nodes];
    for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
      this.budget.spend(1);
      if (!isElement(node)) continue;
      if (test(node)) return true;
      waiting.push(...this.childrenOf(node));
    }
    return false;
  }
}
