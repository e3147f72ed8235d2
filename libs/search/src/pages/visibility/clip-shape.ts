import { lengthOf } from './length.js';

const SHAPE = /^(polygon|xywh|rect)\(([^()]*)\)/;
/** Pixels, and pixels of pixels. */
const SMALLEST = 1;

/** Whether nothing is left inside a `clip-path`; false too where it is another shape, or cannot be measured. */
export function isEmptyShape(value: string): boolean {
  const [, kind, inside = ''] = SHAPE.exec(value) ?? [];
  if (kind === 'polygon') return isEmptyPolygon(inside);
  const [one = 0, two = 0, three = Infinity, four = Infinity] = numbersOf(inside);
  if (kind === 'xywh') return Math.min(three, four) <= SMALLEST;
  return kind === 'rect' && (three - one <= SMALLEST || two - four <= SMALLEST);
}

/** https://en.wikipedia.org/wiki/Shoelace_formula, of all but such as cross themselves. */
function isEmptyPolygon(inside: string): boolean {
  const points = inside.split(',').map(numbersOf);
  const area = points.reduce((sum, [x = Number.NaN, y = Number.NaN], at) => {
    const [nextX = Number.NaN, nextY = Number.NaN] = points[(at + 1) % points.length] ?? [];
    return sum + x * nextY - nextX * y;
  }, 0);
  return Math.abs(area) / 2 <= SMALLEST;
}

function numbersOf(text: string): number[] {
  const words = text.trim().split(/\s+/);
  return words.map((word) => lengthOf(word) ?? Number.NaN);
}
