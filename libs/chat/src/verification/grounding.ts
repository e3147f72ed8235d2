import type { TextSpan } from '../chat-response.js';
import { factualSentences } from './factual-sentences.js';
import type { Verdict } from './verification.js';

/** How much of an answer rests on sources: `metadata.grounding`. */
export interface Grounding {
  readonly factual_sentences: number;
  /** Of these, how many a citation covers. */
  readonly cited_sentences: number;
  /** Citations with the verdict `supported`. */
  readonly supported_citations: number;
}

export interface CitedClaim extends TextSpan {
  readonly verification?: { readonly verdict: Verdict };
}

/** Offsets of the citations are those of `content`. O(content + citations). */
export function grounding(content: string, citations: readonly CitedClaim[]): Grounding {
  const facts = factualSentences(content);
  const claims = [...citations].sort((a, b) => a.start_index - b.start_index);
  let cited = 0;
  let at = 0;
  // The furthest end so far: claims may hold one another.
  let reached = -1;
  for (const { start_index, end_index } of facts) {
    while (at < claims.length && (claims[at] as CitedClaim).start_index < end_index) {
      reached = Math.max(reached, (claims[at] as CitedClaim).end_index);
      at++;
    }
    if (reached > start_index) cited++;
  }
  const supported = citations.filter(({ verification }) => verification?.verdict === 'supported').length;
  return { factual_sentences: facts.length, cited_sentences: cited, supported_citations: supported };
}
