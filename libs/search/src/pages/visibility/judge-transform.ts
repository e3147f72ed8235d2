import { lengthOf } from './length.js';
import type { Verdict } from './verdict.js';

/** Pixels to the left or above, as of other offsets. */
const OFF_PAGE = 999;
const FAR_RIGHT = 5_000;
const DEGREES: ReadonlyMap<string, number> = new Map([
  ['deg', 1],
  ['grad', 0.9],
  ['rad', 180 / Math.PI],
  ['turn', 360],
]);
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

/** The property of its own: `y 90deg`, `1 0 0 90deg`. */
export function judgeRotate(value: string): Verdict {
  const given = parts(value);
  if (given.length === 4) return judgeTransform(`rotate3d(${given.join(',')})`);
  return given.length === 2 ? judgeTransform(`rotate${given[0]}(${given[1]})`) : 'shows';
}

function parts(value: string): string[] {
  return value.split(/\s+(?![^(]*\))/);
}

function hidesBy(name: string, axis: string, given: readonly string[]): boolean {
  const [first = '', second] = given;
  if (name === 'scale') return axis !== 'z' && given.slice(0, 2).some((part) => isNothing(part));
  if (name === 'rotate') return hidesByTurn(axis, given);
  if (name === 'matrix') return hidesByMatrix(flat(given.map(Number)));
  if (name !== 'translate' || axis === 'z') return false;
  const [x, y] = axis === 'y' ? ['0', first] : [first, second ?? '0'];
  // A label above its point is moved by half of its width as well.
  return isMovedAway(x) || (lengthOf(x) === 0 && isMovedAway(y)) || isBeyond(y);
}

/** On its edge: a quarter of a turn, or three, around a line that lies in the page. */
function hidesByTurn(axis: string, given: readonly string[]): boolean {
  const isOfThree = axis === '3d' && Number(given[2]) === 0;
  if (!isOfThree && !/^[xy]$/.test(axis)) return false;
  const [, number, unit = ''] = /^(-?[\d.]+)(deg|grad|rad|turn)$/.exec(given.at(-1) ?? '') ?? [];
  const beyond = Math.abs(Number(number) * (DEGREES.get(unit) ?? Number.NaN)) % 180;
  return Math.abs(beyond - 90) <= 1;
}

/** What the sixteen numbers of `matrix3d()` do in the page. */
function flat(numbers: readonly number[]): readonly number[] {
  return numbers.length === 16 ? [0, 1, 4, 5, 12, 13].map((at) => numbers[at] ?? 0) : numbers;
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
