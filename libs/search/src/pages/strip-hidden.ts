import { hides, type HidingRules } from './hiding-style.js';
import { attributesOf, isComment, isElement, walk, type PageElement, type PageNode } from './page-node.js';

/** Never text of the page. */
const NOT_TEXT = new Set(
  'script,style,template,noscript,iframe,object,embed,svg,canvas,audio,video,select,option,textarea,link,meta'.split(
    ',',
  ),
);
/** What is kept of the hidden text, to be judged: characters. */
const HIDDEN_TEXT_LIMIT = 20_000;

/** Takes out of the document what nobody sees, and gives the text of it: hidden elements and comments. */
export function stripHidden(document: PageNode, rules: HidingRules): string {
  const doomed: PageNode[] = [];
  let hidden = '';
  walk(document, (node) => {
    const unseen = isComment(node) || (isElement(node) && isHidden(node, rules));
    if (unseen && hidden.length < HIDDEN_TEXT_LIMIT)
      hidden += `${(node.textContent ?? '').slice(0, HIDDEN_TEXT_LIMIT)}\n`;
    const out = unseen || (isElement(node) && NOT_TEXT.has(node.localName));
    if (out) doomed.push(node);
    return !out;
  });
  for (const node of doomed) node.remove();
  return hidden;
}

function isHidden(element: PageElement, rules: HidingRules): boolean {
  const attributes = attributesOf(element);
  if (element.localName === 'dialog' && !attributes.has('open')) return true;
  if (attributes.size === 0) return false;
  if (attributes.has('hidden') || attributes.get('aria-hidden')?.toLowerCase() === 'true') return true;
  if (hides(attributes.get('style') ?? '')) return true;
  return rules.ids.has(attributes.get('id') ?? '') || hasClass(attributes.get('class'), rules.classes);
}

function hasClass(names: string | undefined, classes: ReadonlySet<string>): boolean {
  if (!names || classes.size === 0) return false;
  return names.split(/\s+/).some((name) => classes.has(name));
}
