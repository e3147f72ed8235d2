import { isEmptyShape } from './clip-shape.js';
import { fontShare } from './font-share.js';
import { lengthOf } from './length.js';
import { judgeRotate, judgeTransform, judgeScale, judgeTranslate } from './judge-transform.js';
import type { Verdict } from './verdict.js';

type Judge = (value: string) => Verdict;

/** A text is off the page that begins this far to the left of it, or above: pixels. */
const OFF_PAGE = 999;
/** To the right it is seldom so clear: some layouts are broad, and a page scrolls. */
const FAR_RIGHT = 5_000;
/** Smaller text nobody reads: pixels. */
export const SMALLEST_TEXT = 2;
const FAINTEST = 0.1;
const STRONGEST_BLUR = 8;
/** An honest value is never as long: characters. */
const LONGEST_VALUE = 1_000;

const verdictOf = (isHidden: boolean): Verdict => (isHidden ? 'hides' : 'shows');

const keyword =
  (hidden: RegExp, shown: RegExp): Judge =>
  (value) => {
    if (hidden.test(value)) return 'hides';
    return shown.test(value) ? 'shows' : 'unknown';
  };

const length =
  (isHidden: (pixels: number) => boolean): Judge =>
  (value) => {
    if (/^(?:initial|auto|none|normal|(?:min|max|fit)-content)$/.test(value)) return 'shows';
    const pixels = lengthOf(value);
    return pixels === null ? 'unknown' : verdictOf(isHidden(pixels));
  };

const sideways = length((pixels) => pixels <= -OFF_PAGE || pixels >= FAR_RIGHT);
/** Down the page may be far: it is laid out to any length. */
const downwards = length((pixels) => pixels <= -OFF_PAGE);
/** Columns are moved by their whole width, so a percentage must be more than that. */
const margin: Judge = (value) => (/^-1\d\d%$/.test(value) ? 'shows' : downwards(value));
const tiny = length((pixels) => pixels <= 1);
const clips = keyword(/^(?:hidden|clip)$/, /^(?:visible|auto|scroll|overlay|initial)$/);

/** What gives an element more than its own size; how much is asked when its sizes are. */
const opening = length(() => false);

const share = length((amount) => amount < FAINTEST);
const opacity: Judge = (value) =>
  share(value.replace(/^([\d.]+)%$/, (_all, part) => `${Number(part) / 100}`));

const DISPLAYS =
  /^(?:(?:-webkit-|-ms-|-moz-)?(?:inline-|table-)?(?:inline|block|run-in|flow|flow-root|flex|flexbox|box|grid|table|ruby|math|list-item|contents|row|cell|caption|column|row-group|column-group|header-group|footer-group|initial)\s?)+$/;

/** What a part of its parent's is measured by we do not know; nothing of nothing stays nothing. */
const fontSize: Judge = (value) => {
  if (/^(?:(?:x{0,3}-)?(?:small|large)|medium|initial)$/.test(value)) return 'shows';
  const pixels = lengthOf(value);
  if (pixels === null) return 'unknown';
  if (pixels < SMALLEST_TEXT || fontShare(value) < 1) return 'hides';
  return /\d(?:e[mx]|ch|%)/.test(value) ? 'unknown' : 'shows';
};

const filter: Judge = (value) => {
  const [, faded] = /\bopacity\(([^()]*)\)/.exec(value) ?? [];
  const [, blur] = /\bblur\(([^()]*)\)/.exec(value) ?? [];
  if (faded !== undefined && opacity(faded.trim()) === 'hides') return 'hides';
  return verdictOf(blur !== undefined && (lengthOf(blur) ?? 0) >= STRONGEST_BLUR);
};

/** `rect(top, right, bottom, left)`. */
const clip: Judge = (value) => {
  const [, inside] = /^rect\(([^()]*)\)$/.exec(value) ?? [];
  if (inside === undefined) return value === 'auto' ? 'shows' : 'unknown';
  const [top = 0, right = Infinity, bottom = Infinity, left = 0] = inside
    .split(/[\s,]+/)
    .filter(Boolean)
    .map((side) => lengthOf(side) ?? undefined);
  return verdictOf(bottom - top <= 1 || right - left <= 1);
};

const clipShape = keyword(
  /^inset\([^)]*\b100%|^inset\(\s*(?:[5-9]\d|\d{3,})(?:\.\d+)?(?:%|px)|^(?:circle|ellipse)\(\s*0*(?:\.0*)?(?:px|%)?[\s)]/,
  /^(?:none|initial)$/,
);

const clipPath: Judge = (value) => (isEmptyShape(value) ? 'hides' : clipShape(value));

const JUDGES: ReadonlyMap<string, Judge> = new Map<string, Judge>([
  ['display', keyword(/^none$/, DISPLAYS)],
  ['visibility', keyword(/^(?:hidden|collapse)$/, /^(?:visible|initial)$/)],
  ['content-visibility', keyword(/^hidden$/, /^(?:visible|auto|initial)$/)],
  ['opacity', opacity],
  ['zoom', opacity],
  ['filter', filter],
  ['font-size', fontSize],
  ['left', sideways],
  ['right', sideways],
  ['bottom', sideways],
  ['text-indent', sideways],
  ['top', downwards],
  ['margin-left', margin],
  ['margin-top', margin],
  ['transform', judgeTransform],
  ['translate', judgeTranslate],
  ['rotate', judgeRotate],
  ['scale', judgeScale],
  ['position', keyword(/^fixed$/, /^(?:static|relative|absolute|sticky|initial)$/)],
  ['white-space', keyword(/^(?:nowrap|pre)$/, /^(?:normal|pre-line|pre-wrap|break-spaces|initial)$/)],
  ['clip', clip],
  ['clip-path', clipPath],
  ['width', tiny],
  ['height', tiny],
  ['max-width', tiny],
  ['max-height', tiny],
  ['min-width', opening],
  ['min-height', opening],
  ['flex-grow', opening],
  ['flex-basis', opening],
  ['overflow-x', clips],
  ['overflow-y', clips],
]);

/** Whether we look at the property; the colours are looked at elsewhere. */
export function isJudged(property: string): boolean {
  return JUDGES.has(property);
}

/**
 * What a longhand's value does to the text, in lower case and without comments. Of sizes and `overflow`, `hides` says
 * that the two of them do together; of `position` and `white-space` too that others must join them.
 */
export function judgeValue(property: string, value: string): Verdict {
  if (value.length > LONGEST_VALUE) return 'hides';
  return JUDGES.get(property)?.(value) ?? 'unknown';
}
