import type { Usage } from './usage.js';

/** `stop`: the model had said all. `length`: it ran into `maxTokens`. `refusal`: the vendor's filter or the model declined. */
export type FinishReason = 'stop' | 'length' | 'refusal' | 'tool' | 'other';

/** What a model says, step by step. A new step adds a member here and the compiler shows who must know it. */
export type ModelEvent = ModelStart | TextDelta | UsageReport | Finish;

/** The vendor accepted the call. `model` is what it says it runs, often with a date. */
export interface ModelStart {
  readonly type: 'model-start';
  readonly id: string;
  readonly model: string;
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
 * What the call has used so far; the last one counts. `final` is false for Anthropic's `message_start`, whose
 * input is exact and whose output is not.
 */
export interface UsageReport {
  readonly type: 'usage';
  readonly usage: Usage;
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
