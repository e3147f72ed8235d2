import { isFlagged } from './flags.js';
import type { Verdict, Verification } from './verification.js';

export interface Judgement {
  readonly verdict: Exclude<Verdict, 'not_checked'>;
  /** 0 to 1: how far the passage carries the claim. */
  readonly score: number;
}

/**
 * Someone who reads for meaning: a language-inference service, or the chat model itself. Off unless configured;
 * what it costs is its adapter's to meter. Claim and quote must be redacted: they may leave the house.
 */
export abstract class SemanticCheck {
  /** Null when it has no opinion, a failure included; only an aborted `signal` throws, with its reason. */
  abstract check(claim: string, quote: string, signal?: AbortSignal): Promise<Judgement | null>;
}

/**
 * The lexical verdict, corrected by one that reads. It may lower any verdict, and raise one that no flag speaks against:
 * a number, a name, a "not" that differs stays different whatever is read into it. Without a quote or an opinion nothing
 * changes.
 */
export async function verifySemantically(
  claim: string,
  verification: Verification,
  semanticCheck: SemanticCheck,
  signal?: AbortSignal,
): Promise<Verification> {
  if (verification.quote === null || verification.verdict === 'not_checked') return verification;
  const judgement = await semanticCheck.check(claim, verification.quote.text, signal);
  if (judgement === null) return verification;
  const score = Math.round(((verification.score + judgement.score) / 2) * 1000) / 1000;
  const isCapped = judgement.verdict === 'supported' && isFlagged(verification.flags);
  const verdict = isCapped ? 'partially_supported' : judgement.verdict;
  return { ...verification, verdict, score, method: 'lexical+model' };
}
