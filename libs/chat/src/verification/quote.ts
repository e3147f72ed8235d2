import type { Evidence } from './evidence.js';
import type { Token } from './tokenise.js';
import type { Quote } from './verification.js';

/** Below it the best passage shares a few common words with the claim, and quoting it would mislead. */
const WORTH_QUOTING = 0.25;
/** What still belongs to a sentence after its last word. */
const CLOSING = /[.!?…。！？"'”’)\]»%]/;
/**
 * UTF-16 units. Three sentences of sixty long words are some 2,000; more is signs in a row, which would go out with each
 * citation of them.
 */
const LONGEST_QUOTE = 3_000;
/** Signs that may cling to a quote's first and last word. */
const MOST_CLINGING = 32;
const OPENING = /["'“‘(«$€£¥]/;

export function quoteOf({ window, source }: Evidence, containment: number): Quote | null {
  if (window === null || containment < WORTH_QUOTING) return null;
  const first = source.tokens[source.sentences[window.first]?.first ?? 0] as Token;
  const last = source.tokens[(source.sentences[window.last]?.end ?? 1) - 1] as Token;
  let start = first.start;
  let end = last.end;
  const earliest = Math.max(0, start - MOST_CLINGING);
  while (start > earliest && OPENING.test(source.text.charAt(start - 1))) start--;
  const latest = Math.min(source.text.length, end + MOST_CLINGING);
  while (end < latest && CLOSING.test(source.text.charAt(end))) end++;
  if (end - start > LONGEST_QUOTE) end = wholeCharacters(source.text, start + LONGEST_QUOTE);
  return { text: source.text.slice(start, end), start_index: start, end_index: end };
}

/** `end`, or the place before it where it would halve a surrogate pair. */
function wholeCharacters(text: string, end: number): number {
  const last = text.charCodeAt(end - 1);
  return last >= 0xd800 && last <= 0xdbff ? end - 1 : end;
}
