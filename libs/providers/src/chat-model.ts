import type { CitedTurn } from './cited-turn.js';
import type { ModelEvent } from './model-event.js';

export interface ModelMessage {
  readonly role: 'user' | 'assistant';
  readonly content: string;
}

export interface ModelRequest {
  readonly system?: string;
  /** Oldest first; the last one is the user's. */
  readonly messages: readonly ModelMessage[];
  /** The last message in parts, for vendors with citations of their own; the others send the message. */
  readonly cited?: CitedTurn;
  /** The most tokens the model may write. */
  readonly maxTokens: number;
  readonly temperature?: number;
  /**
   * Whether the text is wanted as it is written. `false` asks the vendor for a plain body, which costs a
   * fraction of the CPU; the events are of the same kind, with one `text-delta` that holds the whole text.
   */
  readonly deltas: boolean;
  /** Names this upstream call to the vendor (`X-Attempt-ID`), so that a bill can be held against the ledger. */
  readonly attemptId?: string;
  readonly signal?: AbortSignal;
  /**
   * Milliseconds since the epoch after which nobody waits any more: whether another try is worth it. What ends a call
   * then is `signal`, whose reason is a `DeadlineExceeded`.
   */
  readonly deadline?: number;
  /** How many upstream calls the request may still become; wrappers share it. Absent: each by its own limit. */
  readonly attempts?: AttemptAllowance;
}

/** Upstream calls a request may still become. */
export interface AttemptAllowance {
  readonly left: number;
  /** Takes one, or says that none is left. */
  take(): boolean;
}

/** Which company's wire format and price list a model has. */
export type Vendor = 'openai' | 'anthropic';

/**
 * One model of one provider. A wrapped model is a model: metering, retry and fallback are `ChatModel`s around
 * a `ChatModel`.
 *
 * `stream` yields `model-start` once, then any number of `text-delta`, `citation` and `usage`, then `finish`
 * once, and ends; or it throws a `ProviderError`. An aborted `signal` throws the signal's reason. Nothing is sent before
 * the first `next()`; leaving the loop early closes the upstream call.
 */
export abstract class ChatModel {
  /** Who answers, as configuration and metadata name it: `openai`, `anthropic`, or `sandbox`. */
  abstract readonly provider: string;
  abstract readonly vendor: Vendor;
  /** The vendor's name of the model: `gpt-4o-mini`. */
  abstract readonly model: string;

  abstract stream(request: ModelRequest): AsyncIterable<ModelEvent>;
}
