import type { RequestAccount } from '@app/cost';
import type { FinishReason } from '@app/providers';
import type { FetchedPage } from '@app/search';
import type { EffectiveOptions } from '../chat-event.js';
import type { CheckedCitation, Citation, ResponseMetadata, Source, Warning } from '../chat-response.js';
import type { Question } from '../question.js';

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
  /** The pages that were read, by source. */
  readonly pages: Map<number, FetchedPage>;
  /** Under the policy `refuse`: what was found out about citations before they were given, by their id. */
  readonly checkedAhead: Map<number, CheckedCitation>;
  /** Sources whose snippet is a model's words about the page: nothing is checked against it. */
  readonly retold: Set<number>;
  /** Sources that are shown and not used. */
  readonly withheld: Set<number>;
  sources: readonly Source[];
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
    pages: new Map(),
    checkedAhead: new Map(),
    retold: new Set(),
    withheld: new Set(),
    sources: [],
    content: '',
    finishReason: null,
    fallback: false,
    answeredBy: null,
    dropped: { history_messages: 0, sources: 0 },
  };
}
