import { isElement, isText, walk, type PageNode } from './page-node.js';

const BLOCKS = new Set(
  (
    'address,article,aside,blockquote,body,caption,dd,details,dialog,div,dl,dt,fieldset,figcaption,figure,footer,' +
    'form,h1,h2,h3,h4,h5,h6,header,hr,li,main,nav,ol,p,pre,section,summary,table,tbody,tfoot,thead,tr,ul,br'
  ).split(','),
);
/** Far more than is kept, because white space goes: characters. */
const RAW_LIMIT = 400_000;

/** The text below a node, one block a line; the cells of a row stand on one line, with ` | ` between them. */
export function blockText(root: PageNode): string {
  const parts: string[] = [];
  let length = 0;
  let preformatted = 0;
  const push = (text: string): void => {
    parts.push(text);
    length += text.length;
  };
  walk(
    root,
    (node) => {
      if (length > RAW_LIMIT) return false;
      if (isText(node)) {
        const text = node.textContent ?? '';
        push(preformatted > 0 ? text : text.replace(/\s+/g, ' '));
      } else if (isElement(node)) {
        if (node.localName === 'pre') preformatted += 1;
        push(before(node.localName, node.previousElementSibling !== null));
      }
      return true;
    },
    (node) => {
      if (!isElement(node)) return;
      if (node.localName === 'pre') preformatted -= 1;
      if (BLOCKS.has(node.localName)) push('\n');
    },
  );
  return normaliseText(parts.join(''));
}

function before(name: string, hasSibling: boolean): string {
  if (BLOCKS.has(name)) return '\n';
  return hasSibling && (name === 'td' || name === 'th') ? ' | ' : '';
}

/**
 * Characters without ink: controls, zero-width and direction marks, soft hyphens, the tag characters and variation
 * selectors that can spell a hidden message. (Joiners are handled apart.)
 */
const INVISIBLE =
  // oxlint-disable-next-line no-control-regex no-misleading-character-class -- what no reader can see is what is dropped
  /[\u0000-\u0008\u000B\u000E-\u001F\u007F-\u009F\u00AD\u034F\u061C\u115F\u1160\u17B4\u17B5\u180B-\u180F\u200B\u200E\u200F\u202A-\u202E\u2060-\u206F\u3164\uFE00-\uFE0E\uFEFF\uFFA0\uFFF9-\uFFFB\u{E0000}-\u{E0FFF}]/gu;
/** Joiners shape Persian, Indic scripts and emoji; after Latin letters or nothing they hide something. */
const IDLE_JOINER = /(?<![\u0250-\u{10FFFF}])[\u200C\u200D]+/gu;
const BLANKS = /[^\S\n]+/g;

/** Without invisible characters and empty lines; blanks are single, line ends `\n`. Linear. */
export function normaliseText(text: string): string {
  const visible = text
    .replace(/\r\n?|[\u2028\u2029\f\v]/g, '\n')
    .replace(INVISIBLE, '')
    .replace(IDLE_JOINER, '');
  const lines = visible.replace(BLANKS, ' ').split('\n');
  return lines
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join('\n');
}
