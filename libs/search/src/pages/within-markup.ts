import { Parser } from 'htmlparser2';
import { StylesTooCostly } from './visibility/style-bounds.js';

/** `<` and `&` signs; what follows is cut off. A million of them take the parser 5 s, 60,000 take 0.1 s. */
const MARKUP_LIMIT = 60_000;
const MARKUP = /[<&]/g;
/**
 * Attributes, each counted by its place in its element, since a tree is quadratic in them: 10,000 elements of ten are
 * read (0.5 s), a hundred elements of a hundred too. What follows is cut off; 2 MiB of nothing else would take more
 * memory than the thread has.
 */
const ATTRIBUTES_LIMIT = 550_000;
/** Of all `<style>` elements: characters. A half of them would show what the other half hides. */
export const STYLE_LIMIT = 512 * 1_024;

/** As much of a page as a tree may be built of: counted before, since a tree too large ends its thread. */
export function withinMarkup(html: string): string {
  return withinAttributes(withinSigns(html));
}

function withinSigns(html: string): string {
  let seen = 0;
  for (const { index } of html.matchAll(MARKUP)) {
    seen += 1;
    if (seen > MARKUP_LIMIT) return html.slice(0, index);
  }
  return html;
}

/** By the parser that the tree is built with, so that both see the same tags. Throws `StylesTooCostly`. */
function withinAttributes(html: string): string {
  let [all, own, styles, tag, end] = [0, 0, 0, 0, html.length];
  let inStyle = false;
  const parser = new Parser(
    {
      onopentagname: (name) => {
        own = 0;
        tag = parser.startIndex;
        inStyle = name === 'style';
      },
      onattribute: () => {
        own += 1;
        all += own;
        if (all <= ATTRIBUTES_LIMIT) return;
        end = Math.min(end, tag);
        parser.pause();
      },
      ontext: (text) => {
        if (inStyle) styles += text.length;
      },
      onclosetag: () => {
        inStyle = false;
      },
    },
    { lowerCaseAttributeNames: false, decodeEntities: true },
  );
  parser.write(html);
  if (styles > STYLE_LIMIT) throw new StylesTooCostly(`${STYLE_LIMIT} characters`);
  return html.slice(0, end);
}
