/** Markdown as a reader would say it: no code blocks, images, badges, tags or marks; identifiers stay as written. */

const FENCE = /^([ \t]*)(`{3,}|~{3,})[^\n]*\n[\s\S]*?(?:^[ \t]*\2[`~]*[ \t]*$|$(?![\s\S]))/gm;
const HTML_COMMENT = /<!--[\s\S]*?(?:-->|$)/g;
const REFERENCE = /^[ \t]*\[[^\]\n]+\]:[ \t]*\S.*$/gm;
const TABLE_RULE = /^(?=[^\n]*--)[ \t|:-]+$/gm;
const ALERT = /\[!(?:NOTE|TIP|IMPORTANT|WARNING|CAUTION)\]/gi;
const RULE = /^[ \t]*(?:[-*_=][ \t]*){3,}$/gm;
const LINE_MARK = /^[ \t]*(?:>[ \t]?)*(?:#{1,6}[ \t]+|[-*+•][ \t]+(?:\[[ xX]\][ \t]+)?|\d+[.)][ \t]+)?/;
/** What a line has beyond this is no prose, and marks that never close cost the square of it. Characters. */
const LONGEST_LINE = 2_000;
const LIST_MARK = /^[ \t]*(?:>[ \t]?)*(?:[-*+•]|\d+[.)]|#{1,6})[ \t]/;
const CODE_SPAN = /(`+)([^`\n]|[^`\n][\s\S]*?[^`])\1(?!`)/g;
const ENTITIES: Readonly<Record<string, string>> = {
  lt: '<',
  gt: '>',
  amp: '&',
  quot: '"',
  apos: "'",
  nbsp: ' ',
};

/** One line per paragraph or list item; soft-wrapped lines are joined. */
export function plainText(markdown: string): string {
  const prose = markdown
    .replace(/\r\n?/g, '\n')
    .replace(FENCE, '\n')
    .replace(HTML_COMMENT, '')
    .replace(REFERENCE, '')
    .replace(TABLE_RULE, '')
    .replace(RULE, '')
    .replace(ALERT, '');
  const blocks: string[] = [];
  let open = '';
  const close = (): void => {
    if (open) blocks.push(open);
    open = '';
  };
  for (const line of prose.split('\n')) {
    const text = plainLine(line.slice(0, LONGEST_LINE).replace(LINE_MARK, ''));
    if (!text || LIST_MARK.test(line) || line.includes(' | ') || !continues(open, text)) close();
    open = open && text ? `${open} ${text}` : open || text;
  }
  close();
  return blocks.join('\n');
}

/** A line goes on with the one before unless that one ended a sentence or this one begins a new matter. */
function continues(before: string, text: string): boolean {
  if (!before) return true;
  if (before.endsWith(':')) return false;
  return !/[.!?]["')]?$/.test(before) || /^[a-z(]/.test(text) || before.length > 60;
}

/** One line without its inline marks; what stands in back-ticks is left as it is, without the ticks. */
export function plainLine(line: string): string {
  let plain = '';
  let from = 0;
  for (const span of line.matchAll(CODE_SPAN)) {
    plain += plainInline(line.slice(from, span.index)) + (span[2] as string).trim();
    from = span.index + span[0].length;
  }
  plain += plainInline(line.slice(from));
  // Links may hold code spans in their text: what is left of them goes in a second pass.
  return unlink(plain).replace(/\s+/g, ' ').trim();
}

function unlink(text: string): string {
  return text
    .replace(/!\[[^\]]*\](?:\([^)]*\)|\[[^\]]*\])/g, '')
    .replace(/\[((?:[^[\]]|\[[^\]]*\])*)\]\((?:[^()\s]|\([^()]*\))*(?:\s+["'][^)]*)?\)/g, '$1')
    .replace(/\[([^[\]]+)\]\[[^\]]*\]/g, '$1');
}

function plainInline(text: string): string {
  return unlink(text)
    .replace(/<https?:\/\/([^>\s]+)>/g, '$1')
    .replace(/<\/?[a-zA-Z][^>\n]*>/g, '')
    .replace(/(\*\*|__)(?=\S)([\s\S]*?\S)\1/g, '$2')
    .replace(/(?<![\w*])\*(?=[^\s*])([^*\n]*[^\s*])\*(?![\w*])/g, '$1')
    .replace(/(?<!\w)_(?=[^\s_])([^_\n]*[^\s_])_(?!\w)/g, '$1')
    .replace(/~~([^~]+)~~/g, '$1')
    .replace(/\*\*|`+/g, '')
    .replace(/^\||\|$/g, '')
    .replace(/\s\|\s/g, ' – ')
    .replace(/\\([\\`*_{}[\]()#+.!|<>~-])/g, '$1')
    .replace(/&(lt|gt|amp|quot|apos|nbsp);/g, (_, name: string) => ENTITIES[name] ?? '')
    .replace(/&#39;/g, "'")
    .replace(/:[a-z0-9_+]+:(?=\s|$)/g, '');
}
