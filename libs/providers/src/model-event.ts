import type { Usage } from './usage.js';

/** `stop`: the model had said all. `length`: it ran into `maxTokens`. `refusal`: the vendor's filter or the model declined. */
export type FinishReason = 'stop' | 'length' | 'refusal' | 'tool' | 'other';

/** What a model says, step by step. A new step adds a member here and the compiler shows who must know it. */
export type ModelEvent = ModelStart | TextDelta | ModelCitation | UsageReport | Finish;

/** The vendor accepted the call. `model` is what it says it runs, often with a date. */
export interface ModelStart {
  readonly type: 'model-start';
  readonly id: string;
  readonly model: string;
  /** The vendor points at the sources of `ModelRequest.cited` itself: a number in its text is none of ours. */
  readonly nativeCitations?: true;
  /** Set when another than the first model of a fallback answers. */
  readonly fallback?: FallbackReport;
}

/** Who answers instead, and who did not: what `metadata.fallback` and the `warning` are told from. */
export interface FallbackReport {
  readonly provider: string;
  /** As configuration names it; `ModelStart.model` is the vendor's own word. */
  readonly model: string;
  /** In the order they were tried; never empty. */
  readonly passedOver: readonly PassedOver[];
}

export interface PassedOver {
  readonly provider: string;
  readonly model: string;
  /** The error's stable code: `breaker-open`, `provider-timeout`. */
  readonly code: string;
}

/** Never empty. */
export interface TextDelta {
  readonly type: 'text-delta';
  readonly delta: string;
}

/**
 * The vendor's own word that a source stands behind a stretch of the text. It comes after the text that it
 * marks, and whoever breaks off before that has not said it.
 */
export interface ModelCitation {
  readonly type: 'citation';
  /** Which of `ModelRequest.cited.sources`; null: the vendor found it by itself. */
  readonly sourceId: number | null;
  /** Empty where the vendor names none (a document without an address). */
  readonly url: string;
  readonly title: string | null;
  /** The passage of the source, where the vendor quotes it. */
  readonly citedText: string | null;
  /** Anthropic marks the claim, OpenAI the link or marker behind it. Never empty, and inside the text so far. */
  readonly span: TextSpan;
}

/** Half-open, in UTF-16 units of all the call's deltas joined. */
export interface TextSpan {
  readonly start: number;
  readonly end: number;
}

/**
 * What the call has used so far; the last one counts. `final` is false for Anthropic's `message_start`, whose
 * input is exact and whose output is not.
 */
export interface UsageReport {
  readonly type: 'usage';
  /** Null: what the vendor sent cannot be a usage; then nothing is known but `raw`. */
  readonly usage: Usage | null;
  readonly final: boolean;
  /** The vendor's own object, kept beside the ledger's line. */
  readonly raw: unknown;
}

/** The vendor ended the answer in its own words. A stream that breaks off before throws instead. */
export interface Finish {
  readonly type: 'finish';
  readonly reason: FinishReason;
  readonly rawReason: string | null;
}

/** Whether the reader of an answer sees it: once that has left, nothing may be tried again. */
export function isContent(event: ModelEvent): event is TextDelta | ModelCitation {
  return event.type === 'text-delta' || event.type === 'citation';
}
