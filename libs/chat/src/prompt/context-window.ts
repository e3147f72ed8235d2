import type { Vendor } from '@app/providers';

/**
 * Tokens a model takes, question and answer together: platform.openai.com/docs/models and
 * docs.anthropic.com/en/docs/about-claude/models. The first pattern that fits counts.
 */
const WINDOWS: readonly (readonly [RegExp, number])[] = [
  [/^gpt-4\.1/, 1_047_576],
  [/^gpt-5/, 400_000],
  [/^gpt-4-32k/, 32_768],
  [/^gpt-4(?:-0\d{3})?$/, 8_192],
  [/^gpt-3\.5-turbo-instruct/, 4_096],
  [/^gpt-3\.5/, 16_385],
  [/^o[134](?!-mini-2024|-preview)/, 200_000],
];

const DEFAULTS: Readonly<Record<Vendor, number>> = { openai: 128_000, anthropic: 200_000 };

/** Tokens. A model that is not listed has what its vendor's models have at least. */
export function contextWindow(vendor: Vendor, model: string): number {
  return WINDOWS.find(([pattern]) => pattern.test(model))?.[1] ?? DEFAULTS[vendor];
}
