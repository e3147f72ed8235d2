import type { ErrorKind, FieldError } from '@app/platform';
import type { Grounding } from './verification/grounding.js';
import type { Verification } from './verification/verification.js';

// The shapes of the wire, in snake_case because they are sent and stored as they stand: nothing is mapped twice.

/** Half-open, in UTF-16 code units: what `String.prototype.slice` takes. */
export interface TextSpan {
  readonly start_index: number;
  readonly end_index: number;
}

/** One thing that was found, cited or not. */
export interface Source {
  /** The number the answer cites it by. */
  readonly id: number;
  readonly url: string;
  readonly title: string;
  readonly snippet: string;
  readonly published_at: string | null;
  readonly fetched_at: string;
  readonly engine: string;
  readonly rank: number;
  /** `sha256:…` of the page's text, where the page itself was read. */
  readonly content_hash?: string;
}

/** What was found out about a citation; the passage stands beside it as `quote`. */
export type CheckedVerification = Omit<Verification, 'quote'>;

/** `start_index`/`end_index` mark the claim that the source is to support; `marker` marks the `[n]`. */
export interface Citation extends TextSpan {
  /** From 1, in the order of the answer: `citation_id` of later events. */
  readonly id: number;
  readonly source_id: number;
  readonly url: string;
  readonly title: string;
  readonly marker: TextSpan;
  /** Absent until the citation was held against its source, and so in `citation.added`. */
  readonly verification?: CheckedVerification;
  /** The passage of the source that carries the claim, as it stood there at `fetched_at`. */
  readonly quote?: string | null;
  readonly published_at?: string | null;
  readonly fetched_at?: string | null;
  /** Of the page's text; null where only the snippet was known. */
  readonly content_hash?: string | null;
}

export type CheckedCitation = Citation & { readonly verification: CheckedVerification };

export interface CostLine {
  readonly meter: string;
  readonly quantity: number;
  /** USD for one of `quantity`, an exact decimal. */
  readonly unit_price: string;
  /** USD, an exact decimal. */
  readonly amount: string;
}

export interface ResponseUsage {
  /** All input tokens, cached ones included. */
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
  readonly total_tokens: number;
  readonly cached_prompt_tokens: number;
  readonly cache_write_tokens: number;
  readonly reasoning_tokens: number;
  readonly search_requests: number;
  /** USD as a JSON number, for display; `cost` is the exact decimal. */
  readonly cost_usd: number;
  readonly cost: string;
  readonly cost_lines: readonly CostLine[];
}

export interface AttemptReport {
  readonly provider: string;
  readonly model: string;
  readonly outcome: string;
  readonly duration_ms: number;
  /** USD, an exact decimal. */
  readonly cost: string;
}

export interface ResponseMetadata {
  readonly provider: string;
  readonly model: string;
  readonly search_enabled: boolean;
  readonly search_results_count: number;
  readonly processing_time_ms: number;
  readonly attempts: readonly AttemptReport[];
  readonly fallback: boolean;
  readonly finish_reason: string | null;
  readonly grounding: Grounding;
  readonly pii_redactions: Readonly<Record<string, number>>;
  /** What had to be left out to fit the model's window. */
  readonly dropped: { readonly history_messages: number; readonly sources: number };
}

export type WarningCode =
  | 'answer-not-kept'
  | 'degraded'
  | 'fallback'
  | 'injection-suspected'
  | 'interrupted'
  | 'recency-unknown'
  | 'search-degraded'
  | 'search-failed'
  | 'temperature-ignored';

export interface Warning {
  readonly code: WarningCode;
  readonly message: string;
  /** The sources it speaks of. */
  readonly source_ids?: readonly number[];
}

/** `POST /v1/chat`'s body: the seed document's fields and what `contracts.md` adds. */
export interface ChatResponse {
  readonly id: string;
  readonly conversation_id: string;
  readonly status: 'completed' | 'incomplete' | 'failed' | 'cancelled';
  readonly message: {
    readonly role: 'assistant';
    readonly content: string;
    readonly citations: readonly Citation[];
  };
  readonly sources: readonly Source[];
  readonly usage: ResponseUsage;
  readonly metadata: ResponseMetadata;
  readonly warning?: string;
  readonly warnings: readonly Warning[];
  readonly offset_encoding: 'utf-16';
  readonly timestamp: string;
}

/** An error as an event carries it; the wire adds type, title, status and instance (RFC 9457). */
export interface ChatFailure {
  readonly kind: ErrorKind;
  readonly code: string;
  readonly detail: string;
  readonly retry_after?: number;
  readonly extensions?: Readonly<Record<string, unknown>>;
  readonly errors?: readonly FieldError[];
}
