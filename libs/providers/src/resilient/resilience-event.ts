import type { RetryRefusal } from '@app/resilience';

interface About {
  readonly provider: string;
  readonly model: string;
}

/** The same call is made again after `waitMs`; `attempt` is the one that failed, from 1. */
export interface RetryEvent extends About {
  readonly type: 'retry';
  readonly attempt: number;
  readonly waitMs: number;
  /** Of the error. */
  readonly code: string;
}

/** The last failure is passed on after `attempt` calls. */
export interface GaveUpEvent extends About {
  readonly type: 'gave-up';
  readonly attempt: number;
  readonly reason: RetryRefusal | 'not-retryable' | 'budget-spent' | 'breaker-open';
  readonly code: string;
}

/** The breaker let nothing through. */
export interface RefusedEvent extends About {
  readonly type: 'refused';
  readonly retryAfterMs: number;
}

/** The next model is asked. */
export interface FallbackEvent extends About {
  readonly type: 'fallback';
  readonly to: About;
  readonly code: string;
}

/** Nobody answered; `provider` and `model` are the last one's. */
export interface AllDownEvent extends About {
  readonly type: 'all-down';
  readonly retryAfterMs: number;
}

/** What metrics and the log are told; the account's attempts tell the rest. Breakers tell their own changes. */
export type ResilienceEvent = RetryEvent | GaveUpEvent | RefusedEvent | FallbackEvent | AllDownEvent;
