/** Minutes since midnight of `3:30 pm`; `null` where it is no time. `half`: morning or evening is not said. */
export interface ClockTime {
  readonly minutes: number;
  readonly half: boolean;
}

const DIGITS = /^(\d{1,2})(?:[:.](\d{2}))?$/;
const MERIDIEM = /^[\s\u00a0\u202f]?([ap])\.?m(?![a-z])\.?/i;
const HALF_DAY = 12 * 60;

/** What stands behind the digits when it is `am` or `p.m.`. */
export const meridiemOf = (behind: string): 'a' | 'p' | null => {
  const match = MERIDIEM.exec(behind);
  return match === null ? null : (match[1]?.toLowerCase() as 'a' | 'p');
};

/** `9:30`, `15:30`; with a meridiem `3` and `3.30` as well. */
export function clockTimeOf(digits: string, meridiem: 'a' | 'p' | null): ClockTime | null {
  const [, hours = '', minutes] = DIGITS.exec(digits) ?? [];
  const hour = Number(hours);
  const minute = Number(minutes ?? 0);
  if (hours === '' || minute > 59) return null;
  if (meridiem === null)
    return digits.includes(':') && hour < 24
      ? { minutes: hour * 60 + minute, half: hour > 0 && hour < 13 }
      : null;
  if (hour < 1 || hour > 12) return null;
  return { minutes: (hour % 12) * 60 + minute + (meridiem === 'p' ? HALF_DAY : 0), half: false };
}

/** "9:30" may be meant by "9:30 pm", and by "21:30"; "9:30 am" may not. */
export function isSameTime(one: ClockTime, other: ClockTime): boolean {
  if (one.minutes === other.minutes) return true;
  return (one.half || other.half) && one.minutes % HALF_DAY === other.minutes % HALF_DAY;
}
