import { isSameTime, type ClockTime } from './clock-time.js';
import type { Unit } from './units.js';

/** A number of a text, however it is written. */
export interface Quantity {
  /** NaN for a literal (`3.2.1`, `9:30`), which is compared as text. */
  readonly value: number;
  /** What `1.200` is where points part thousands. */
  readonly grouped: number | null;
  readonly literal: string | null;
  /** A time of day; then nothing else of it counts. */
  readonly time: ClockTime | null;
  /** A version as it is written: `2.10` is not `2.1`. */
  readonly version: string | null;
  readonly form: 'cardinal' | 'ordinal' | 'fraction' | 'decade';
  readonly unit: Unit | null;
  readonly approximate: 'near' | 'above' | 'below' | null;
  /** A word before it says how it is meant (`no more than`), or it counts nothing (`one`, `half`): never flagged. */
  readonly weak: boolean;
  /** Reads as a year. */
  readonly year: boolean;
  /** The size of its last digit: 0.1 million for "3.1 million". */
  readonly precision: number;
  /** Stem of the word it counts; empty when none follows. */
  readonly head: string;
  /** Tokens `[first, end)` of its text. */
  readonly first: number;
  readonly end: number;
  readonly sentence: number;
}

/** A third is 33 percent. */
const FRACTION_SLACK = 0.012;
/** What multiplying units costs. */
const FLOAT_SLACK = 1e-9;

/** Whether the source's number can be the claim's. Only a claim that says "about" may be rounded. */
export function isSameQuantity(claim: Quantity, source: Quantity): boolean {
  if (isPlain(claim) && isPlain(source) && claim.approximate === null)
    return Math.abs(source.value - claim.value) <= Math.abs(claim.value) * FLOAT_SLACK;
  if (claim.time !== null || source.time !== null) return agreesAsTime(claim, source);
  if (claim.literal !== null || source.literal !== null) return claim.literal === source.literal;
  if (!isSameForm(claim, source)) return false;
  const factor = conversion(claim, source);
  if (factor === null) return false;
  if (claim.version !== null && source.version !== null) return claim.version === source.version;
  return readings(claim).some((ours) =>
    readings(source).some((theirs) => agrees({ ...claim, value: ours }, theirs, source, factor)),
  );
}

/** A bare number, as most are: nothing but its value can differ. */
const isPlain = ({ form, unit, grouped, literal, time, version }: Quantity): boolean =>
  form === 'cardinal' &&
  unit === null &&
  grouped === null &&
  literal === null &&
  time === null &&
  version === null;

function agreesAsTime(claim: Quantity, source: Quantity): boolean {
  const [ours, theirs] = [timeOf(claim), timeOf(source)];
  return ours !== null && theirs !== null && isSameTime(ours, theirs);
}

/** "At nine" may be 9 am. */
function timeOf({ time, value, unit, form }: Quantity): ClockTime | null {
  const isHour = form === 'cardinal' && unit === null && Number.isInteger(value) && value > 0 && value < 13;
  return time ?? (isHour ? { minutes: value * 60, half: true } : null);
}

function isSameForm(claim: Quantity, source: Quantity): boolean {
  if (claim.form === source.form) return true;
  if (claim.form === 'decade' || source.form === 'decade')
    return source.form === 'cardinal' ? source.year : claim.year || source.year;
  return claim.form !== 'ordinal' && source.form !== 'ordinal';
}

/** What turns the source's number into the claim's unit; null where the units exclude each other. */
function conversion(claim: Quantity, source: Quantity): number | null {
  const [ours, theirs] = [claim.unit, source.unit];
  if (claim.form === 'fraction' && theirs?.kind === 'percent') return 0.01;
  if (source.form === 'fraction' && ours?.kind === 'percent') return 100;
  if (claim.form !== source.form && claim.form !== 'decade' && source.form !== 'decade') return null;
  if ((ours?.kind === 'percent') !== (theirs?.kind === 'percent')) return null;
  if (ours === null || theirs === null) return 1;
  return ours.kind === theirs.kind ? theirs.factor / ours.factor : null;
}

const readings = ({ value, grouped }: Quantity): number[] => (grouped === null ? [value] : [value, grouped]);

/** "About" forgives half of the claim's last digit, "more than 3,400" what is below 3,500. */
function agrees(
  { value, form, precision, approximate }: Quantity,
  said: number,
  source: Quantity,
  factor: number,
): boolean {
  const exact = said * factor;
  const difference = exact - value;
  // A year lies in its decade.
  if (form === 'decade' && source.form === 'cardinal') return difference >= 0 && difference < 10;
  // Two thirds are 67 percent.
  if (source.form === 'fraction' && form === 'cardinal') return Math.abs(difference) < precision / 2;
  if (form === 'fraction') return Math.abs(difference) <= FRACTION_SLACK;
  if (Math.abs(difference) <= Math.abs(value) * FLOAT_SLACK) return true;
  if (approximate === 'near') return Math.abs(difference) <= precision / 2;
  if (approximate === 'above') return difference > 0 && difference < precision;
  return approximate === 'below' && difference < 0 && -difference < precision;
}
