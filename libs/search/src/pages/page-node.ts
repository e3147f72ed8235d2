/** What we use of a DOM; TypeScript's own DOM types would declare a browser's globals for the whole house. */
export interface PageNode {
  readonly nodeType: number;
  readonly firstChild: PageNode | null;
  readonly nextSibling: PageNode | null;
  readonly parentNode: PageNode | null;
  readonly textContent: string | null;
  remove(): void;
}

export interface PageElement extends PageNode {
  readonly localName: string;
  readonly previousElementSibling: PageElement | null;
  getAttribute(name: string): string | null;
  getAttributeNames(): string[];
}

const ELEMENT = 1;
const TEXT = 3;
const COMMENT = 8;

export function isElement(node: PageNode): node is PageElement {
  return node.nodeType === ELEMENT;
}

export function isText(node: PageNode): boolean {
  return node.nodeType === TEXT;
}

export function isComment(node: PageNode): boolean {
  return node.nodeType === COMMENT;
}

const NONE: ReadonlyMap<string, string> = new Map();

/** By name in lower case, which the parser leaves as the page writes it (`STYLE`); the first of two counts. */
export function attributesOf(element: PageElement): ReadonlyMap<string, string> {
  const names = element.getAttributeNames();
  if (names.length === 0) return NONE;
  const attributes = new Map<string, string>();
  for (const name of names) {
    const key = name.toLowerCase();
    if (!attributes.has(key)) attributes.set(key, element.getAttribute(name) ?? '');
  }
  return attributes;
}

/**
 * Visits `root` and all that is below it, in document order; `enter` says whether to go below a node. Without
 * recursion: a page may nest deeper than the stack.
 */
export function walk(
  root: PageNode,
  enter: (node: PageNode, depth: number) => boolean,
  leave: (node: PageNode) => void = () => {},
): void {
  let depth = 0;
  for (let node: PageNode | null = root; node !== null;) {
    const child: PageNode | null = enter(node, depth) ? node.firstChild : null;
    if (child !== null) {
      node = child;
      depth += 1;
      continue;
    }
    leave(node);
    while (node !== null && node !== root && node.nextSibling === null) {
      node = node.parentNode;
      depth -= 1;
      if (node !== null) leave(node);
    }
    node = node === null || node === root ? null : node.nextSibling;
  }
}
