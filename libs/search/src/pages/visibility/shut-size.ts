import type { Winners } from './cascade.js';
import { lengthOf } from './length.js';

const CLIPS = ['overflow-x', 'overflow-y'];
/** Of the screen that we suppose: pixels. */
const [WIDTH, HEIGHT] = [1_280, 800];
const AXES = ['width', 'height'];
const CELLS = new Set(['td', 'th']);

/** Whether an element is so small that what it cuts off is all of its text. */
export function isShut(winners: Winners, name: string): boolean {
  const hides = (property: string): boolean => winners.get(property)?.verdict === 'hides';
  if (!CLIPS.some(hides) || isCell(winners, name)) return false;
  const axes = AXES.filter((axis) => !holdsOpen(winners.get(`min-${axis}`)?.value ?? '0'));
  if (axes.some((axis) => hides(`max-${axis}`))) return true;
  // Which of its sizes a flexible element gets from its parent we do not know; never both.
  return axes.filter(hides).length > (isFlexible(winners) ? 1 : 0);
}

/** Whether it is out of a screen that it does not scroll with, or all of its line is out of itself. */
export function isBeyond(winners: Winners): boolean {
  const hides = (property: string): boolean => winners.get(property)?.verdict === 'hides';
  const pixels = (property: string): number => lengthOf(winners.get(property)?.value ?? '') ?? 0;
  if (hides('position') && (pixels('top') >= HEIGHT || pixels('left') >= WIDTH)) return true;
  const [, indent] = /^(\d+)%$/.exec(winners.get('text-indent')?.value ?? '') ?? [];
  return Number(indent) >= 100 && hides('overflow-x') && hides('white-space');
}

/** A table gives its cells their sizes. */
function isCell(winners: Winners, name: string): boolean {
  const display = winners.get('display')?.value;
  return display === undefined ? CELLS.has(name) : display === 'table-cell';
}

function holdsOpen(least: string): boolean {
  return least.endsWith('-content') || (lengthOf(least) ?? 0) > 1;
}

function isFlexible(winners: Winners): boolean {
  const grow = winners.get('flex-grow')?.value ?? '0';
  return Number(grow) > 0 || holdsOpen(winners.get('flex-basis')?.value ?? 'auto');
}
