import type { Evidence } from './evidence.js';
import type { Token } from './tokenise.js';
import type { Quote } from './verification.js';

/** Below it the best passage shares a few common words with the claim, and quoting it would mislead. */
const WORTH_QUOTING = 0.25;
/** What still belongs to a sentence after its last word. */
const CLOSING = /[.!?…。！？"'”’)\]»%]/;
const OPENING = /["'“‘(«$€£¥]/;

export function quoteOf({ window, source }: Evidence, containment: number): Quote | null {
  if (window === null || containment < WORTH_QUOTING) return null;
  const first = source.tokens[source.sentences[window.first]?.first ?? 0] as Token;
  const last = source.tokens[(source.sentences[window.last]?.end ?? 1) - 1] as Token;
  let start = first.start;
  let end = last.end;
  while (start > 0 && OPENING.test(source.text.charAt(start - 1))) start--;
  while (end < source.text.length && CLOSING.test(source.text.charAt(end))) end++;
  return { text: source.text.slice(start, end), start_index: start, end_index: end };
}
