import { editDistance } from '@app/platform';

/** A name further away is another name and no slip. */
const MOST_SLIPS = 2;
const LONGEST_NAME = 64;

/** The listed model that was probably meant: one a few letters away, or one with more words behind it. */
export function suggestModel(asked: string, listed: readonly string[]): string | null {
  if (asked.length > LONGEST_NAME) return null;
  const name = asked.toLowerCase();
  const [nearest] = listed
    .map((model) => ({ model, slips: editDistance(name, model) }))
    .filter(({ slips }) => slips <= MOST_SLIPS)
    .sort((a, b) => a.slips - b.slips);
  if (nearest) return nearest.model;
  const [begun] = listed.filter((model) => name.startsWith(`${model}-`)).sort((a, b) => b.length - a.length);
  return begun ?? null;
}
