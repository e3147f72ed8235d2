import type { RequestAccount } from '@app/cost';
import type { RedactedText, RedactionCounts } from '@app/privacy';
import type { SearchRecency } from '@app/search';

export interface QuestionOptions {
  readonly model?: string;
  readonly provider?: string;
  readonly searchEnabled?: boolean;
  readonly searchDomains?: readonly string[];
  readonly searchRecency?: SearchRecency;
  /** Tokens the model may write. */
  readonly maxTokens?: number;
  readonly temperature?: number;
  /** The caller's own instructions to the model, redacted like the message. */
  readonly system?: RedactedText;
}

export interface Question {
  readonly message: RedactedText;
  /** A UUID; absent: a new conversation. */
  readonly conversationId?: string;
  readonly options: QuestionOptions;
  readonly redactions: RedactionCounts;
}

export interface AskContext {
  readonly requestId: string;
  /** Whose conversation it is; another owner's is "not found". */
  readonly ownerId: string;
  /** What the request costs is written here, attempt by attempt, while it runs. */
  readonly account: RequestAccount;
  /** Whether text is wanted as it is written (SSE, sockets) or in one piece (JSON, which is far cheaper). */
  readonly deltas: boolean;
  readonly signal?: AbortSignal;
  /**
   * The client may come back: its events are kept where every replica reads them, and the answer goes on for the
   * grace time after `left` aborts. Absent: it is told once, and stopped when its client goes.
   */
  readonly resumable?: { readonly left: AbortSignal };
  /** Milliseconds since the epoch after which nobody waits any more. */
  readonly deadline?: number;
}
