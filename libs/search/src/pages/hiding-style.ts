/** Longer style attributes are cut here: characters. */
const LONGEST_STYLE = 2_000;
/** A comment that does not end goes to the end, as in CSS; that keeps it linear too. */
const NOISE = /\/\*(?:[^*]|\*(?!\/))*(?:\*\/|$)|\s+/g;
const ESCAPE = /\\([0-9a-f]{1,6}) ?/gi;

/** Each declaration alone makes text invisible. They meet styles in lower case and without blanks. */
const HIDING = new RegExp(
  `(?:^|;)(?:${[
    'display:none',
    'visibility:(?:hidden|collapse)',
    'content-visibility:hidden',
    'opacity:0*(?:\\.0\\d*)?%?(?=;|!|$)',
    'font-size:(?:0*(?:\\.0+)?(?:[a-z]+|%)?|(?:0?\\.\\d+|1)(?:px|pt))(?=;|!|$)',
    'font:0(?:[a-z]*|%)(?:/|[a-z])',
    '(?:left|right|top|bottom|margin-left|margin-top|text-indent):-(?:\\d{4,}|999|\\d{3,}(?:r?em|%|v[wh]))',
    'transform:[^;]*(?:scale\\(0(?:,0)?\\)|translate[xy]?\\(-\\d{4,})',
    'clip:rect\\((?:0|1px)',
    'clip-path:(?:inset\\((?:50|100)%|circle\\(0)',
    'color:transparent(?=;|!|$)',
  ].join('|')})`,
);
const CLIPPED = /(?:^|;)overflow:(?:hidden|clip)/;
const NO_SIZE = /(?:^|;)(?:max-)?(?:width|height):[01](?:px)?(?=;|!|$)/;
const COLOUR = /(?:^|;)color:([^;!]+)/;
const BACKGROUND = /(?:^|;)background(?:-color)?:([^;!]+)/;

/** Whether CSS declarations hide the text they apply to: from sight, off the page, or in the paper's colour. */
export function hides(declarations: string): boolean {
  const style = plain(declarations);
  return HIDING.test(style) || (CLIPPED.test(style) && NO_SIZE.test(style)) || isOwnColour(style);
}

/** CSS may write `displ\61y`, and a comment between any two tokens. */
function plain(declarations: string): string {
  const style = declarations.slice(0, LONGEST_STYLE);
  const unescaped = style.includes('\\') ? style.replace(ESCAPE, character) : style;
  return unescaped.replace(NOISE, '').toLowerCase();
}

function character(_escape: string, hex: string): string {
  const code = Number.parseInt(hex, 16);
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : '';
}

function isOwnColour(style: string): boolean {
  const colour = COLOUR.exec(style)?.[1];
  return colour !== undefined && colourOf(colour) === colourOf(BACKGROUND.exec(style)?.[1] ?? '');
}

const NAMED: Readonly<Record<string, string>> = { white: '#ffffff', black: '#000000' };
const SHORT_HEX = /^#([0-9a-f])([0-9a-f])([0-9a-f])$/;
const RGB = /^rgba?\((\d{1,3}),(\d{1,3}),(\d{1,3})(?:,1)?\)$/;

function colourOf(text: string): string {
  const rgb = RGB.exec(text);
  if (rgb) return `#${rgb.slice(1, 4).map(twoDigits).join('')}`;
  return NAMED[text] ?? text.replace(SHORT_HEX, '#$1$1$2$2$3$3');
}

function twoDigits(channel: string): string {
  return Number(channel).toString(16).padStart(2, '0');
}

/** Rules of a page's sheets that hide a class or an id on its own: `.x`, `p.x`, `#y`. */
export interface HidingRules {
  readonly classes: ReadonlySet<string>;
  readonly ids: ReadonlySet<string>;
}

const BRACE = /[{}]/g;
const SIMPLE = /^[a-z\d*]*([.#])([\w-]+)$/i;
const MOST_RULES = 2_000;

/** Only rules outside of `@media` and its like: what is hidden on paper is not hidden. Linear. */
export function hidingRules(sheets: readonly string[]): HidingRules {
  const classes = new Set<string>();
  const ids = new Set<string>();
  for (const { selector, body } of sheets.flatMap(topRules).slice(0, MOST_RULES)) {
    if (!hides(body)) continue;
    for (const one of selector.split(',')) {
      const [, sign, name] = SIMPLE.exec(one.trim()) ?? [];
      if (name !== undefined) (sign === '.' ? classes : ids).add(name);
    }
  }
  return { classes, ids };
}

function topRules(sheet: string): { selector: string; body: string }[] {
  const rules: { selector: string; body: string }[] = [];
  let depth = 0;
  let nested = false;
  let start = 0;
  let open = 0;
  for (const { 0: brace, index } of sheet.matchAll(BRACE)) {
    if (brace === '{') {
      if (depth === 0) open = index;
      nested = depth > 0;
      depth += 1;
      continue;
    }
    depth = Math.max(0, depth - 1);
    if (depth > 0) continue;
    if (!nested) rules.push({ selector: sheet.slice(start, open), body: sheet.slice(open + 1, index) });
    nested = false;
    start = index + 1;
  }
  return rules;
}
