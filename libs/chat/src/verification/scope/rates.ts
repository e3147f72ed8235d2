import type { Alignment } from './alignment.js';
import { listed, wordAt, type Reading } from './reading.js';

const UNITS = new Map<string, string>();
for (const unit of ['second', 'minute', 'hour', 'day', 'week', 'month', 'quarter', 'year', 'night'])
  UNITS.set(unit, unit).set(`${unit}s`, unit);
const ADVERBS = new Map<string, string>([
  ['hourly', 'hour'],
  ['daily', 'day'],
  ['weekly', 'week'],
  ['monthly', 'month'],
  ['quarterly', 'quarter'],
  ['yearly', 'year'],
  ['annual', 'year'],
  ['annually', 'year'],
  ['nightly', 'night'],
]);
const PER = listed('per each every a an');
/** "A year later", "a day old": how long, not how often. */
const LENGTH = listed('after before later earlier ago old long from away older younger in of or');
const BEFORE_LENGTH = listed(
  'in for within lasted last lasts after before over about almost nearly half than',
);

const TIMES = listed('once twice times thrice');

/** How often: `per day`, `a week`, `every month`, `annual`. By token. */
function ratesOf(reading: Reading, first: number, end: number): Set<string> {
  const rates = new Set<string>();
  for (let at = first; at < end; at++) {
    const adverb = ADVERBS.get(wordAt(reading, at));
    if (adverb !== undefined) rates.add(adverb);
    const unit = UNITS.get(wordAt(reading, at));
    const before = wordAt(reading, at - 1);
    if (unit === undefined || !PER.has(before)) continue;
    const length = before === 'a' || before === 'an';
    if (
      length &&
      !TIMES.has(wordAt(reading, at - 2)) &&
      (LENGTH.has(wordAt(reading, at + 1)) || BEFORE_LENGTH.has(wordAt(reading, at - 2)))
    )
      continue;
    rates.add(unit);
  }
  return rates;
}

/** "Once a week" where the source says "once a day". */
export function rateDiffers({ evidence: { claim, source, window }, sentences }: Alignment): boolean {
  const ours = ratesOf(claim, 0, claim.tokens.length);
  if (ours.size === 0 || window === null) return false;
  const theirs = new Set<string>();
  for (const sentence of new Set(sentences)) {
    const { first, end } = source.sentences[sentence] ?? { first: 0, end: 0 };
    for (const rate of ratesOf(source, first, end)) theirs.add(rate);
  }
  return theirs.size > 0 && [...ours].some((rate) => !theirs.has(rate));
}
