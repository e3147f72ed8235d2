import type { Verdict } from './verification.js';

/** What happens to a citation whose source does not carry its claim: it is shown as such, taken out, or the answer is not given. */
export type CitationPolicy = 'annotate' | 'drop' | 'refuse';

export interface PolicyOutcome<Cited> {
  readonly kept: readonly Cited[];
  readonly dropped: readonly Cited[];
  /** The answer must not be given. */
  readonly refused: boolean;
}

/** Only `unsupported` counts: what is inconclusive or was not checked is no fault of the answer. */
export function applyCitationPolicy<Cited extends { readonly verification?: { readonly verdict: Verdict } }>(
  policy: CitationPolicy,
  citations: readonly Cited[],
): PolicyOutcome<Cited> {
  const isUnsupported = ({ verification }: Cited): boolean => verification?.verdict === 'unsupported';
  if (policy === 'drop') {
    const kept = citations.filter((one) => !isUnsupported(one));
    return { kept, dropped: citations.filter(isUnsupported), refused: false };
  }
  return { kept: citations, dropped: [], refused: policy === 'refuse' && citations.some(isUnsupported) };
}
