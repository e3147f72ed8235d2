import type { AttemptReport, ResponseUsage, Source, Warning } from './chat-response.js';

/** `POST /v1/search`'s body, in snake_case because it is sent as it stands. */
export interface SearchResponse {
  readonly id: string;
  /** What the engine was asked, redacted like a prompt. */
  readonly query: string;
  /** As in an answer, numbered from 1. */
  readonly sources: readonly Source[];
  /** Parts of the engine did not answer. */
  readonly degraded: boolean;
  /** Another request has asked the same a moment ago, or asks it now: this one cost nothing. */
  readonly cached: boolean;
  readonly usage: ResponseUsage;
  readonly metadata: {
    /** The engine that searched. */
    readonly provider: string;
    readonly search_results_count: number;
    readonly processing_time_ms: number;
    readonly attempts: readonly AttemptReport[];
    readonly pii_redactions: Readonly<Record<string, number>>;
  };
  readonly warnings: readonly Warning[];
  readonly timestamp: string;
}
