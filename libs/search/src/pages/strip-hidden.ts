import {
  attributesOf,
  isComment,
  isElement,
  isText,
  walk,
  type PageElement,
  type PageNode,
} from './page-node.js';
import { inherit, isGone, isSeen, type Inherited } from './visibility/appearance.js';
import type { PageStyles } from './visibility/page-styles.js';

/** Never text of the page. */
const NOT_TEXT = new Set(
  (
    'script,style,template,noscript,noembed,noframes,iframe,frame,object,embed,svg,canvas,audio,video,select,option,' +
    'datalist,textarea,link,meta,rp'
  ).split(','),
);
/** What is kept of the hidden text, to be judged: characters. */
const HIDDEN_TEXT_LIMIT = 20_000;

/** Takes out of the document what nobody sees, and gives the text of it: hidden elements and comments. */
export function stripHidden(document: PageNode, styles: PageStyles): string {
  const stripping = new Stripping(styles);
  walk(
    document,
    (node) => stripping.enter(node),
    (node) => stripping.leave(node),
  );
  for (const node of stripping.doomed) node.remove();
  return stripping.hidden;
}

class Stripping {
  readonly doomed: PageNode[] = [];
  hidden = '';
  private readonly open: { readonly element: PageElement; readonly inherited: Inherited }[] = [];

  private readonly styles: PageStyles;

  constructor(styles: PageStyles) {
    this.styles = styles;
  }

  /** Whether to look below the node. */
  enter(node: PageNode): boolean {
    if (isElement(node)) return this.enterElement(node);
    if (isComment(node) || (isText(node) && this.isUnseenHere())) this.hide(node);
    return false;
  }

  leave(node: PageNode): void {
    if (this.open.at(-1)?.element === node) this.open.pop();
  }

  private get inherited(): Inherited {
    return this.open.at(-1)?.inherited ?? this.styles.canvas;
  }

  private isUnseenHere(): boolean {
    const { element } = this.open.at(-1) ?? {};
    return !isSeen(this.inherited) || (element !== undefined && isClosed(element));
  }

  private enterElement(element: PageElement): boolean {
    if (NOT_TEXT.has(element.localName.toLowerCase())) {
      this.doomed.push(element);
      return false;
    }
    const { inherited } = this;
    // The root stays, whatever is said of it: a page that hides all of itself shows it by a script.
    const winners = this.styles.of(element, inherited);
    if (this.open.length > 0 && (isGone(winners, element.localName) || isHidden(element))) {
      this.hide(element);
      return false;
    }
    this.open.push({ element, inherited: inherit(inherited, winners) });
    return true;
  }

  private hide(node: PageNode): void {
    this.doomed.push(node);
    if (this.hidden.length < HIDDEN_TEXT_LIMIT)
      this.hidden += `${(node.textContent ?? '').slice(0, HIDDEN_TEXT_LIMIT)}\n`;
  }
}

/** By what it is, and by attributes that a person's eyes or a screen reader's ears go by. */
function isHidden(element: PageElement): boolean {
  const attributes = attributesOf(element);
  if (element.localName === 'dialog' && !attributes.has('open')) return true;
  if (attributes.has('hidden') || attributes.has('popover')) return true;
  return attributes.get('aria-hidden')?.toLowerCase() === 'true' || isFolded(element);
}

/** In `<details>` that nobody has opened all but the first `<summary>` is out of sight. */
function isFolded(element: PageElement): boolean {
  const parent = element.parentNode;
  if (parent === null || !isElement(parent) || !isClosed(parent)) return false;
  return element.localName !== 'summary' || hasSummaryBefore(element);
}

function isClosed(element: PageElement): boolean {
  return element.localName === 'details' && !attributesOf(element).has('open');
}

function hasSummaryBefore(element: PageElement): boolean {
  for (let one = element.previousElementSibling; one !== null; one = one.previousElementSibling)
    if (one.localName === 'summary') return true;
  return false;
}
