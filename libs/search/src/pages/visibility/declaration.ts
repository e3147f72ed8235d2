import { colourOf, isClear } from './colour.js';
import { isJudged, judgeValue } from './judge-value.js';
import type { Verdict } from './verdict.js';

/** A declaration as it is written: the name in lower case, the value too, without comments. */
export interface Declaration {
  readonly property: string;
  readonly value: string;
  readonly important: boolean;
}

/** What a declaration says of one longhand property. */
export interface Judgement {
  readonly property: string;
  readonly verdict: Verdict;
  /** Of ink and paper: the value itself. */
  readonly value: string;
  readonly important: boolean;
}

const PAINTS = new Set([
  'color',
  'text-fill-color',
  'background-color',
  'background-image',
  'background-clip',
]);
/** The value of ink or paper that may be one of several. */
export const UNTOLD = '';

/** Whether it is a colour or an image, of ink or of paper. */
export function isPaint(property: string): boolean {
  return PAINTS.has(property);
}

const LOGICAL: ReadonlyMap<string, string> = new Map([
  ['inset-inline-start', 'left'],
  ['inset-inline-end', 'right'],
  ['inset-block-start', 'top'],
  ['inset-block-end', 'bottom'],
  ['margin-inline-start', 'margin-left'],
  ['margin-block-start', 'margin-top'],
  ['inline-size', 'width'],
  ['block-size', 'height'],
  ['max-inline-size', 'max-width'],
  ['max-block-size', 'max-height'],
  ['min-inline-size', 'min-width'],
  ['min-block-size', 'min-height'],
]);
/** The longhands that a shorthand sets, by the place of its values. */
const SIDES: ReadonlyMap<string, readonly (readonly [property: string, place: number])[]> = new Map([
  [
    'inset',
    [
      ['top', 0],
      ['right', 1],
      ['bottom', 2],
      ['left', 3],
    ],
  ],
  [
    'inset-inline',
    [
      ['left', 0],
      ['right', 1],
    ],
  ],
  [
    'inset-block',
    [
      ['top', 0],
      ['bottom', 1],
    ],
  ],
  [
    'margin',
    [
      ['margin-top', 0],
      ['margin-left', 3],
    ],
  ],
  ['margin-inline', [['margin-left', 0]]],
  ['margin-block', [['margin-top', 0]]],
  [
    'overflow',
    [
      ['overflow-x', 0],
      ['overflow-y', 1],
    ],
  ],
] as const);
const FONT_SIZE =
  /(?:^|\s)((?:calc|min|max|clamp)\([^)]*\)|[+-]?[\d.]+(?:[a-z]+|%)?|(?:x{0,3}-)?(?:small|large)|medium)(?=\s*\/|\s+\S)/;
const WEIGHT = /(?:^|\s)[1-9]00(?=\s)/;
const IMAGE = /(?:url|gradient|image|image-set|element|paint)\(/;

/** The longhands that we look at, each with what it does to the text; none where it is nothing to us. */
export function judge({ property: name, value, important }: Declaration): Judgement[] {
  return longhands(name.replace(/^-webkit-/, ''), value).map(([property, own]) => ({
    property,
    value: own,
    important,
    verdict: PAINTS.has(property) ? paintVerdict(property, own) : judgeValue(property, own),
  }));
}

function longhands(name: string, value: string): [property: string, value: string][] {
  const property = LOGICAL.get(name) ?? name;
  if (isJudged(property) || PAINTS.has(property)) return [[property, value]];
  if (property === 'font') return [['font-size', FONT_SIZE.exec(value.replace(WEIGHT, ' '))?.[1] ?? value]];
  if (property === 'background') {
    const image = IMAGE.test(value) ? value : 'none';
    return [
      ['background-image', image],
      ['background-color', colourIn(value)],
      ['background-clip', /(?:^|\s)text(?:$|[\s,])/.test(value) ? 'text' : 'border-box'],
    ];
  }
  if (property === 'flex') return flex(value);
  const values = value.split(/\s+(?![^(]*\))/);
  return (SIDES.get(property) ?? []).map(([side, place]) => [side, valueAt(values, place)]);
}

/** `none`, `auto`, or one to three values: a number first is how much it grows, anything else its basis. */
function flex(value: string): [property: string, value: string][] {
  const [grow = '', ...others] = (value === 'auto' ? '1 auto' : value).split(/\s+(?![^(]*\))/);
  if (Number.isNaN(Number(grow))) return [['flex-basis', grow]];
  return [
    ['flex-grow', grow],
    ['flex-basis', others.find((one) => Number.isNaN(Number(one))) ?? '0'],
  ];
}

/** Of a `background`, whose other words say where and how large its image is. */
function colourIn(value: string): string {
  const words = value.split(/\s+(?![^(]*\))/);
  return words.length === 1 && !IMAGE.test(value) ? value : (words.find(colourOf) ?? 'transparent');
}

/** Of one to four values, as CSS fills them up: the left is as the right, the bottom as the top. */
function valueAt(values: readonly string[], place: number): string {
  return values[place] ?? values[place - 2] ?? values[0] ?? '';
}

/** A colour hides by itself only where it is none; `inherit` and its like say nothing. */
function paintVerdict(property: string, value: string): Verdict {
  if (/^(?:inherit|unset|revert|revert-layer|currentcolor)$/.test(value)) return 'unknown';
  const isInk = property === 'color' || property === 'text-fill-color';
  return isInk && isClear(value) ? 'hides' : 'shows';
}
