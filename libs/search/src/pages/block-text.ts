import { visibleText } from '../visible-text.js';
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

const BLANKS = /[^\S\n]+/g;

/** Without invisible characters and empty lines; blanks are single, line ends `\n`. Linear. */
export function normaliseText(text: string): string {
  const lines = visibleText(text.replace(/\r\n?|[\u2028\u2029\f\v]/g, '\n'))
    .replace(BLANKS, ' ')
    .split('\n');
  return lines
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join('\n');
}
