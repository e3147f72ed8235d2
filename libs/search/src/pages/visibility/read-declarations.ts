import { ident, parse, type CssNode, type Declaration as DeclarationNode } from 'css-tree';
import type { Declaration } from './declaration.js';
import type { StyleBudget } from './style-bounds.js';

const COMMENT = /\/\*(?:[^*]|\*(?!\/))*(?:\*\/|$)/g;

/** Values are judged as text; what a browser would not take for CSS is left out by the parser. */
export const PARSING = { parseValue: false, parseCustomProperty: false } as const;

/** In steps: a parser that is started (40 µs). */
export const PARSE_COST = 500;
/** Without strings, brackets, escapes and comments a style is what it seems to be, and needs no parser. */
const SIMPLE = /^[^\\/"'(){}[\]@]*$/;
const IMPORTANT = /\s*!\s*important\s*$/i;

/** The declarations of a `style` attribute. */
export function readDeclarations(style: string, budget: StyleBudget): Declaration[] {
  budget.spend(style.length);
  if (SIMPLE.test(style)) return style.split(';').map(simple);
  budget.spend(PARSE_COST);
  const list = parse(style, { ...PARSING, context: 'declarationList' });
  return list.type === 'DeclarationList' ? list.children.toArray().flatMap(declarationOf) : [];
}

function simple(text: string): Declaration {
  const colon = text.indexOf(':');
  const value = text.slice(colon + 1);
  return {
    property: plain(text.slice(0, Math.max(0, colon))),
    value: plain(value.replace(IMPORTANT, '')),
    important: IMPORTANT.test(value),
  };
}

export function declarationOf(node: CssNode): Declaration[] {
  // `!ie` and its like: no browser takes them.
  if (node.type !== 'Declaration' || typeof node.important === 'string') return [];
  const property = plain(node.property);
  return [{ property, value: plain(rawOf(node)), important: node.important }];
}

function rawOf({ value }: DeclarationNode): string {
  return value.type === 'Raw' ? value.value : '';
}

/** CSS may write `n\6fne`, and a comment between any two words. */
function plain(text: string): string {
  const bare = text.includes('/*') ? text.replace(COMMENT, ' ') : text;
  const decoded = bare.includes('\\') ? ident.decode(bare) : bare;
  return decoded.replace(/\s+/g, ' ').trim().toLowerCase();
}
