import {
  decideRetry,
  type Random,
  type RetryBudget,
  type RetryQuestion,
  type RetrySettings,
} from '@app/resilience';
import type { AttemptAllowance } from '../chat-model.js';
import { isWorthRetrying } from './judge-failure.js';
import type { GaveUpEvent } from './resilience-event.js';

export interface FailedCall extends Omit<RetryQuestion, 'retryAfterMs'> {
  readonly error: unknown;
  /** Until the breaker lets a call through again; 0: it does. Milliseconds. */
  readonly breakerOpensInMs: number;
  readonly allowance?: AttemptAllowance;
}

export interface RetryTools {
  readonly settings: RetrySettings;
  readonly random: Random;
  readonly budget: RetryBudget;
}

export type RetryPlan =
  | { readonly retry: true; readonly waitMs: number }
  | { readonly retry: false; readonly reason: GaveUpEvent['reason'] };

/** Try again, and when? The budget is asked last, so that nothing is taken from it in vain. */
export function planRetry(call: FailedCall, tools: RetryTools): RetryPlan {
  const { error } = call;
  if (!isWorthRetrying(error)) return { retry: false, reason: 'not-retryable' };
  if (call.allowance?.left === 0) return { retry: false, reason: 'attempts-spent' };
  const decision = decideRetry({ ...call, retryAfterMs: error.retryAfterMs }, tools.random, tools.settings);
  if (!decision.retry) return decision;
  if (call.breakerOpensInMs > decision.waitMs) return { retry: false, reason: 'breaker-open' };
  return tools.budget.tryRetry() ? decision : { retry: false, reason: 'budget-spent' };
}
