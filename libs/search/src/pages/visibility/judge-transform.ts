import { lengthOf } from './length.js';
import type { Verdict } from './verdict.js';

/** Pixels to the left or above, as of other offsets. */
const OFF_PAGE = 999;
const FAR_RIGHT = 5_000;
const SMALLEST_SCALE = 0.05;
/** One function; its arguments may hold one more level of brackets. */
const FUNCTION = /\b(translate|scale|rotate|matrix)(3d|[xyz])?\(([^()]*(?:\([^()]*\)[^()]*)*)\)/g;

/** `transform`: scaled to nothing, turned on its edge, or moved off the page. */
export function judgeTransform(value: string): Verdict {
  if (value === 'none' || value === 'initial') return 'shows';
  const functions = [...value.matchAll(FUNCTION)];
  if (!value.includes('(')) return 'unknown';
  const hides = functions.some(([, name = '', axis = '', inside = '']) =>
    hidesBy(
      name,
      axis,
      inside.split(',').map((part) => part.trim()),
    ),
  );
  return hides ? 'hides' : 'shows';
}

/** The property of its own: `0.5 0.5`. */
export function judgeScale(value: string): Verdict {
  return judgeTransform(value === 'none' ? value : `scale(${parts(value).join(',')})`);
}

/** The property of its own: `-10px 50%`. */
export function judgeTranslate(value: string): Verdict {
  return judgeTransform(value === 'none' ? value : `translate(${parts(value).join(',')})`);
}

function parts(value: string): string[] {
  return value.split(/\s+(?![^(]*\))/);
}

function hidesBy(name: string, axis: string, given: readonly string[]): boolean {
  const [first = '', second] = given;
  if (name === 'scale') return axis !== 'z' && given.slice(0, 2).some((part) => isNothing(part));
  if (name === 'rotate') return /^[xy]$/.test(axis) && /^-?(?:90|270)deg$/.test(first);
  if (name === 'matrix') return axis === '' && hidesByMatrix(given.map(Number));
  if (name !== 'translate' || axis === 'z') return false;
  const [x, y] = axis === 'y' ? ['0', first] : [first, second ?? '0'];
  // A label above its point is moved by half of its width as well.
  return isMovedAway(x) || (lengthOf(x) === 0 && isMovedAway(y)) || isBeyond(y);
}

function isNothing(part: string): boolean {
  const scale = lengthOf(part.replace(/^(-?[\d.]+)%$/, (_all, share) => `${Number(share) / 100}`));
  return scale !== null && Math.abs(scale) < SMALLEST_SCALE;
}

function hidesByMatrix([a = 1, b = 0, c = 0, d = 1, x = 0, y = 0]: readonly number[]): boolean {
  return Math.abs(a * d - b * c) < SMALLEST_SCALE ** 2 || x <= -OFF_PAGE || y <= -OFF_PAGE || x >= FAR_RIGHT;
}

/** By the whole of its own size, or beyond the page. */
function isMovedAway(part: string): boolean {
  const share = /^(-?[\d.]+)%$/.exec(part)?.[1];
  return share === undefined ? isBeyond(part) : Math.abs(Number(share)) >= 100;
}

function isBeyond(part: string): boolean {
  if (part.endsWith('%')) return false;
  const pixels = lengthOf(part);
  return pixels !== null && (pixels <= -OFF_PAGE || pixels >= FAR_RIGHT);
}
