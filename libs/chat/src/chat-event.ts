import type {
  ChatFailure,
  ChatResponse,
  CheckedVerification,
  Citation,
  ResponseUsage,
  Source,
} from './chat-response.js';
import type { RejectionReason } from './citations/rejection-reason.js';

interface Envelope<Type extends string, Data> {
  readonly v: 1;
  /** From 1, no gaps. */
  readonly seq: number;
  readonly response_id: string;
  /** RFC 3339, UTC. */
  readonly ts: string;
  readonly type: Type;
  readonly data: Data;
}

export interface EffectiveOptions {
  readonly search_enabled: boolean;
  readonly search_domains: readonly string[];
  readonly search_recency: string | null;
  readonly max_tokens: number;
  readonly temperature: number | null;
}

export interface ResponseCreatedData {
  readonly id: string;
  readonly conversation_id: string;
  readonly provider: string;
  readonly model: string;
  readonly options: EffectiveOptions;
}

export type ResponseCreated = Envelope<'response.created', ResponseCreatedData>;
export type SearchStarted = Envelope<'search.started', { readonly queries: readonly string[] }>;
export type SearchResults = Envelope<
  'search.results',
  { readonly sources: readonly Source[]; readonly degraded: boolean }
>;
export type SearchFailed = Envelope<
  'search.failed',
  { readonly code: string; readonly message: string; readonly degraded: true }
>;
/** The page behind a source was read; what follows is checked against it and not only against the snippet. */
export type SourceFetched = Envelope<
  'source.fetched',
  {
    readonly source_id: number;
    readonly published_at: string | null;
    readonly fetched_at: string;
    readonly content_hash: string;
    readonly truncated: boolean;
    readonly cached: boolean;
  }
>;
/** The page was not read, or was read and is not used. */
export type SourceBlocked = Envelope<
  'source.blocked',
  { readonly source_id: number; readonly code: string; readonly message: string }
>;
export type ContentDelta = Envelope<
  'content.delta',
  { readonly delta: string; readonly start_index: number }
>;
export type CitationAdded = Envelope<'citation.added', Citation>;
export type CitationVerified = Envelope<
  'citation.verified',
  { readonly citation_id: number; readonly verification: CheckedVerification; readonly quote: string | null }
>;
/** A marker that is no citation, or (with `citation_id`) a citation that the policy takes back. */
export type CitationRejected = Envelope<
  'citation.rejected',
  { readonly raw: string; readonly reason: RejectionReason; readonly citation_id?: number }
>;
export type UsageUpdated = Envelope<
  'usage.updated',
  { readonly usage: ResponseUsage; readonly cost: string }
>;
export type ResponseCompleted = Envelope<'response.completed', ChatResponse>;
/** The answer stops before its end (the token limit, a broken stream, a shutdown); what was said is kept. */
export type ResponseIncomplete = Envelope<
  'response.incomplete',
  ChatResponse & { readonly reason: string; readonly error?: ChatFailure }
>;
export type ResponseFailed = Envelope<
  'response.failed',
  { readonly error: ChatFailure; readonly response: ChatResponse }
>;
export type ResponseCancelled = Envelope<'response.cancelled', ChatResponse & { readonly reason: string }>;

export type TerminalEvent = ResponseCompleted | ResponseIncomplete | ResponseFailed | ResponseCancelled;

/**
 * All that `ask()` can say, in the order it says it: `response.created` first, exactly one terminal event last.
 * A new step of answering adds a member here, and the exhaustive switches say who must know it.
 */
export type ChatEvent =
  | ResponseCreated
  | SearchStarted
  | SearchResults
  | SearchFailed
  | SourceFetched
  | SourceBlocked
  | ContentDelta
  | CitationAdded
  | CitationVerified
  | CitationRejected
  | UsageUpdated
  | TerminalEvent;

export type ChatEventType = ChatEvent['type'];

export function isTerminal(event: ChatEvent): event is TerminalEvent {
  switch (event.type) {
    case 'response.completed':
    case 'response.incomplete':
    case 'response.failed':
    case 'response.cancelled':
      return true;
    default:
      return false;
  }
}
