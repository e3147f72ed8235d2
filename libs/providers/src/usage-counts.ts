import type { Usage } from './usage.js';

/**
 * A count as a vendor tells it; one that is not told is 0. What is no whole number from 0 is NaN, and so is
 * everything that is reckoned from it.
 */
export function countOf(told: unknown): number {
  if (told === undefined || told === null) return 0;
  return Number.isSafeInteger(told) && (told as number) >= 0 ? (told as number) : Number.NaN;
}

/** A count without which a report says nothing. */
export function neededCount(told: unknown): number {
  return countOf(told ?? Number.NaN);
}

/** Money is reckoned from it, so a usage with one count that is none is no usage: null. */
export function wholeUsage(usage: Usage): Usage | null {
  return Object.values(usage).every(Number.isSafeInteger) ? usage : null;
}
