import { clockTimeOf, isSameTime, meridiemOf } from './clock-time.js';

const read = (digits: string, behind = '') => clockTimeOf(digits, meridiemOf(behind));
const same = (one: ReturnType<typeof read>, other: ReturnType<typeof read>) =>
  one !== null && other !== null && isSameTime(one, other);

describe('times of day', () => {
  it('takes a meridiem with or without points and space', () => {
    expect(read('3:30', ' pm')).toEqual({ minutes: 930, half: false });
    expect(read('3.30', 'p.m.')).toEqual({ minutes: 930, half: false });
    expect(read('12', ' am')).toEqual({ minutes: 0, half: false });
    expect(meridiemOf(' amount')).toBeNull();
  });

  it('is no time what could not be one', () => {
    expect(read('13', ' pm')).toBeNull();
    expect(read('9:75')).toBeNull();
    expect(read('25:10')).toBeNull();
    expect(read('9.30')).toBeNull();
    expect(read('1234')).toBeNull();
  });

  it('may be morning or evening where that is not said', () => {
    expect(same(read('9:30'), read('9:30', ' pm'))).toBe(true);
    expect(same(read('9:30'), read('21:30'))).toBe(true);
    expect(same(read('9:30', ' am'), read('9:30', ' pm'))).toBe(false);
    expect(same(read('9:30', ' am'), read('21:30'))).toBe(false);
  });
});
