import { CLINGING_SCALES, SCALES } from './number-words.js';
import type { Reading } from './reading.js';
import { unitOf } from './units.js';

const NUMERAL = /^(\d[\d.,:'’\u00a0\u202f]*)(.*)$/s;
const GROUPED = /^\d{1,3}(?:[,'’\u00a0\u202f]\d{3})+(?:\.\d+)?$/;
const PLAIN = /^\d+(?:\.\d+)?$/;
/** As most of Europe writes: `1.200.000`, `1.200,50`, `3,5`. */
const POINT_GROUPED = /^\d{1,3}(?:\.\d{3}){2,}(?:,\d+)?$|^\d{1,3}\.\d{3},\d+$/;
const COMMA_DECIMAL = /^\d+,\d{1,2}$|^0,\d+$/;
/** `1.200` may be either. */
const EITHER = /^\d{1,3}\.\d{3}$/;

export function readDigits(raw: string, at: number): Reading | null {
  const match = NUMERAL.exec(raw);
  if (match === null) return literal(raw, at);
  const [, digits = '', suffix = ''] = match;
  const bare = plainOf(digits);
  if (!PLAIN.test(bare)) return literal(raw, at);
  const decimals = bare.includes('.') ? bare.length - bare.indexOf('.') - 1 : -trailingZeros(bare);
  const reading: Reading = {
    value: Number(bare),
    grouped: EITHER.test(digits) ? Number(digits.replace('.', '')) : null,
    literal: null,
    form: 'cardinal',
    unit: null,
    precision: 10 ** -decimals,
    digits: true,
    next: at + 1,
  };
  return applySuffix(reading, suffix.toLowerCase(), suffix) ? reading : literal(raw, at);
}

function plainOf(digits: string): string {
  if (GROUPED.test(digits)) return digits.replace(/[^\d.]/g, '');
  if (POINT_GROUPED.test(digits)) return digits.replaceAll('.', '').replace(',', '.');
  return COMMA_DECIMAL.test(digits) ? digits.replace(',', '.') : digits;
}

const literal = (raw: string, at: number): Reading => ({
  value: Number.NaN,
  grouped: null,
  literal: raw.toLowerCase(),
  form: 'cardinal',
  unit: null,
  precision: 0,
  digits: true,
  next: at + 1,
});

function applySuffix(reading: Reading, suffix: string, written: string): boolean {
  if (suffix === '') return true;
  if (suffix === 'st' || suffix === 'nd' || suffix === 'rd' || suffix === 'th') {
    reading.form = 'ordinal';
    return true;
  }
  if (suffix === 's') {
    if (reading.value >= 1000) reading.form = 'decade';
    return true;
  }
  const scale = SCALES.get(suffix) ?? CLINGING_SCALES.get(suffix);
  if (scale !== undefined) {
    reading.value *= scale;
    reading.precision *= scale;
    return true;
  }
  reading.unit = unitOf(written) ?? null;
  return reading.unit !== null;
}

export function trailingZeros(digits: string): number {
  let zeros = 0;
  while (zeros < digits.length - 1 && digits.charCodeAt(digits.length - 1 - zeros) === 48) zeros++;
  return zeros;
}
