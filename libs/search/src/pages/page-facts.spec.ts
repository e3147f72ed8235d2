import { DOMParser } from 'linkedom';
import { pageFacts } from './page-facts.js';
import { isElement, walk, type PageNode } from './page-node.js';

const rootOf = (html: string): PageNode =>
  new DOMParser().parseFromString(`<html><body>${html}</body></html>`, 'text/html').documentElement;

describe(pageFacts.name, () => {
  it('must not read the text of each heading that stands in a heading', () => {
    const root = rootOf('<h1>a'.repeat(300));
    let reads = 0;
    walk(root, (node) => {
      if (isElement(node)) Object.defineProperty(node, 'textContent', { get: () => (reads += 1) });
      return true;
    });
    expect(pageFacts(root)).toMatchObject({ title: 'a'.repeat(100), elements: 302 });
    expect(reads).toBe(0);
  });

  it('tells of sheets that are not in the page', () => {
    expect(pageFacts(rootOf('<style>a{}</style>')).hasOtherSheets).toBe(false);
    expect(pageFacts(rootOf('<style>@import "a.css";</style>')).hasOtherSheets).toBe(true);
    expect(pageFacts(rootOf('<link REL="preload stylesheet">')).hasOtherSheets).toBe(true);
  });
});
