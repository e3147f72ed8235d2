import type { RequestAccount } from '@app/cost';
import type { FinishReason } from '@app/providers';
import type { EffectiveOptions } from '../chat-event.js';
import type { CheckedCitation, Citation, ResponseMetadata, Warning } from '../chat-response.js';
import type { Question } from '../question.js';
import { SourcePolicy } from '../sources/source-policy.js';
import { AnswerSources } from './answer-sources.js';

/** An answer while it is being made. The steps write into it; `draftResponse` makes the response of it. */
export interface Draft {
  readonly id: string;
  readonly conversationId: string;
  readonly provider: string;
  readonly model: string;
  readonly options: EffectiveOptions;
  readonly question: Question;
  readonly account: RequestAccount;
  /** Monotonic milliseconds. */
  readonly startedAt: number;
  /** Milliseconds since the epoch. */
  readonly askedAt: number;
  readonly citations: Citation[];
  readonly warnings: Warning[];
  readonly sources: AnswerSources;
  /** Under the policy `refuse`: what was found out about citations before they were given, by their id. */
  readonly checkedAhead: Map<number, CheckedCitation>;
  content: string;
  finishReason: FinishReason | null;
  /** Another than the chosen model answers. */
  fallback: boolean;
  /** Who really answers, once that is known. */
  answeredBy: { readonly provider: string; readonly model: string } | null;
  dropped: ResponseMetadata['dropped'];
}

type Given = Pick<
  Draft,
  | 'id'
  | 'conversationId'
  | 'provider'
  | 'model'
  | 'options'
  | 'question'
  | 'account'
  | 'startedAt'
  | 'askedAt'
>;

export function beginDraft(given: Given): Draft {
  return {
    ...given,
    citations: [],
    warnings: [],
    sources: new AnswerSources(policyOf(given)),
    checkedAhead: new Map(),
    content: '',
    finishReason: null,
    fallback: false,
    answeredBy: null,
    dropped: { history_messages: 0, sources: 0 },
  };
}

/** What the request allows, of whoever's search: ours and a vendor's own. */
function policyOf({ options, question, askedAt }: Given): SourcePolicy {
  const { searchRecency: recency } = question.options;
  return new SourcePolicy({ allow: options.search_domains, recency }, askedAt);
}
