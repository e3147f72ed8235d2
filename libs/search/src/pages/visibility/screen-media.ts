import type { CssNode, FeatureRange, Feature, MediaQuery, MediaQueryList } from 'css-tree';
import { lengthOf } from './length.js';

/** The screen that pages are judged on: a desktop's, light, with a mouse and scripts. Pixels. */
const SCREEN: Readonly<Record<string, number>> = { width: 1_280, height: 800 };
const IS_SO: Readonly<Record<string, string>> = {
  orientation: 'landscape',
  'prefers-color-scheme': 'light',
  'prefers-reduced-motion': 'no-preference',
  'prefers-contrast': 'no-preference',
  'forced-colors': 'none',
  hover: 'hover',
  'any-hover': 'hover',
  pointer: 'fine',
  'any-pointer': 'fine',
  scripting: 'enabled',
  update: 'fast',
  'display-mode': 'browser',
};
const TYPES = new Set(['all', 'screen']);

/** Null: it cannot be told. */
export type Applies = boolean | null;

/** Whether a list of media queries holds on that screen. */
export function appliesOnScreen(list: MediaQueryList): Applies {
  const answers = list.children
    .toArray()
    .map((query) => (query.type === 'MediaQuery' ? ofQuery(query) : null));
  return answers.length === 0 || either(answers);
}

function ofQuery({ modifier, mediaType, condition }: MediaQuery): Applies {
  const isType = mediaType === null || TYPES.has(mediaType.toLowerCase());
  const answer = isType ? ofCondition(condition) : false;
  return modifier?.toLowerCase() === 'not' ? negated(answer) : answer;
}

/** `a and b`, `a or b`, `not a`: CSS does not mix them without brackets. */
function ofCondition(condition: CssNode | null): Applies {
  if (condition === null) return true;
  if (condition.type === 'Feature') return ofFeature(condition);
  if (condition.type === 'FeatureRange') return ofRange(condition);
  if (condition.type !== 'Condition') return null;
  const nodes = condition.children.toArray();
  const words = new Set(nodes.map((node) => (node.type === 'Identifier' ? node.name.toLowerCase() : '')));
  const answers = nodes.filter(({ type }) => type !== 'Identifier').map(ofCondition);
  if (words.has('not')) return negated(answers[0] ?? null);
  return words.has('or') ? either(answers) : negated(either(answers.map(negated)));
}

function ofFeature({ name: given, value }: Feature): Applies {
  const [, bound, name = ''] = /^(min-|max-)?(.+)$/.exec(given.toLowerCase()) ?? [];
  const size = SCREEN[name];
  if (size === undefined) {
    const actual = IS_SO[name];
    if (actual === undefined || bound !== undefined) return null;
    if (value === null) return actual !== 'none' && actual !== 'no-preference';
    return value.type === 'Identifier' ? value.name.toLowerCase() === actual : null;
  }
  const asked = sizeOf(value);
  if (value === null || asked === null) return value === null ? true : null;
  if (bound === 'min-') return size >= asked;
  return bound === 'max-' ? size <= asked : size === asked;
}

/** `400px <= width < 60rem`, or either half of it. */
function ofRange({ left, leftComparison, middle, rightComparison, right }: FeatureRange): Applies {
  const first = compare(sizeOf(left), leftComparison, sizeOf(middle));
  return right === null || rightComparison === null
    ? first
    : negated(either([negated(first), negated(compare(sizeOf(middle), rightComparison, sizeOf(right)))]));
}

function sizeOf(node: CssNode | null): number | null {
  if (node === null) return null;
  if (node.type === 'Identifier') return SCREEN[node.name.toLowerCase()] ?? null;
  if (node.type === 'Number') return Number(node.value);
  return node.type === 'Dimension' ? lengthOf(`${node.value}${node.unit}`) : null;
}

/** The parser knows no range with `=`: such a one cannot be told. */
function compare(one: number | null, sign: string, other: number | null): Applies {
  if (one === null || other === null) return null;
  if (sign.startsWith('<')) return sign === '<=' ? one <= other : one < other;
  return sign === '>=' ? one >= other : one > other;
}

function negated(answer: Applies): Applies {
  return answer === null ? null : !answer;
}

function either(answers: readonly Applies[]): Applies {
  if (answers.includes(true)) return true;
  return answers.includes(null) ? null : false;
}
