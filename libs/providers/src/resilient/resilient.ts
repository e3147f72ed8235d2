import {
  Deadline,
  nodeTimers,
  RETRY_DEFAULTS,
  type Clock,
  type Random,
  type RetryBudget,
  type RetrySettings,
  type SharedBreaker,
  type SharedPermit,
  type Timers,
  type UsualDuration,
} from '@app/resilience';
import { DeadlineExceeded } from '@app/platform';
import { ChatModel, type ModelRequest, type Vendor } from '../chat-model.js';
import type { ModelEvent } from '../model-event.js';
import type { ProviderError } from '../provider-error.js';
import { Attempt, type AttemptTools } from './attempt.js';
import { ChosenStream, readUntilText, type Chosen } from './chosen-stream.js';
import { codeOf } from './judge-failure.js';
import { planRetry, type RetryPlan } from './plan-retry.js';
import { PROVIDER_TIMEOUTS, type ProviderTimeouts } from './provider-timeouts.js';
import type { ResilienceEvent } from './resilience-event.js';
import type { UsualWait } from './usual-wait.js';
import { attemptsSpent, breakerOpen } from './waiting-errors.js';

/** Long-lived, shared by all requests; `resilient` itself is cheap enough to be called for each. */
export interface ResilientOptions {
  /** One per provider and model; null: none (the feature is off). */
  readonly breaker: SharedBreaker | null;
  /** Whose request it is, as `SharedBreaker` tells callers apart. */
  readonly caller: string;
  /** One per provider, shared by its models. */
  readonly budget: RetryBudget;
  /** One per provider and model. */
  readonly usual: UsualDuration;
  /** One per provider and model. */
  readonly usualWait: UsualWait;
  readonly clock: Clock;
  readonly random: Random;
  readonly retry?: RetrySettings;
  readonly timeouts?: ProviderTimeouts;
  readonly timers?: Timers;
  /** Must not throw. */
  readonly onEvent?: (event: ResilienceEvent) => void;
}

/**
 * The model with time-outs, a circuit breaker and retries. It tries again only while no text has left, and calls
 * the inner model's `stream` afresh each time: around a metered model every try reserves and settles its own
 * money. Throws the last try's error, or `breaker-open` without a call, or a `DeadlineExceeded`.
 */
export function resilient(model: ChatModel, options: ResilientOptions): ChatModel {
  return new ResilientModel(model, options);
}

const NO_BREAKER: SharedPermit = { admitted: true, heard: () => undefined, report: () => undefined };

class ResilientModel extends ChatModel {
  readonly provider: string;
  readonly vendor: Vendor;
  readonly model: string;
  private readonly retry: RetrySettings;
  private readonly tools: AttemptTools;

  constructor(
    private readonly inner: ChatModel,
    private readonly options: ResilientOptions,
  ) {
    super();
    this.provider = inner.provider;
    this.vendor = inner.vendor;
    this.model = inner.model;
    this.retry = options.retry ?? RETRY_DEFAULTS;
    const { clock, usual, usualWait, timers = nodeTimers, timeouts = PROVIDER_TIMEOUTS } = options;
    this.tools = { clock, usual, usualWait, timers, timeouts };
  }

  stream(request: ModelRequest): AsyncIterable<ModelEvent> {
    return new ChosenStream(() => this.choose(request));
  }

  private async choose(request: ModelRequest, attempt = 1, failure?: unknown): Promise<Chosen> {
    const call = this.begin(request, attempt, failure);
    try {
      return await readUntilText(call.stream());
    } catch (error) {
      await this.waitOrThrow(error, attempt, request);
      return this.choose(request, attempt + 1, error);
    }
  }

  private begin(request: ModelRequest, attempt: number, failure: unknown): Attempt {
    request.signal?.throwIfAborted();
    if (this.remainingMs(request) === 0) throw new DeadlineExceeded();
    const permit = this.options.breaker?.admit(this.options.caller) ?? NO_BREAKER;
    if (!permit.admitted) throw this.refused(permit.retryAfterMs, failure);
    if (request.attempts?.take() === false) {
      permit.report('neither');
      throw attemptsSpent(this);
    }
    if (attempt === 1) this.options.budget.recordCall();
    return new Attempt(this.inner, request, permit, this.tools);
  }

  private async waitOrThrow(error: unknown, attempt: number, request: ModelRequest): Promise<void> {
    if (request.signal?.aborted) throw error;
    const breakerOpensInMs = this.options.breaker?.opensInMs(this.options.caller) ?? 0;
    const plan = this.plan(error, attempt, request, breakerOpensInMs);
    const about = { provider: this.provider, model: this.model, attempt, code: codeOf(error) };
    if (plan.retry) {
      this.options.onEvent?.({ type: 'retry', ...about, waitMs: plan.waitMs });
      return this.options.clock.sleep(plan.waitMs, request.signal);
    }
    this.options.onEvent?.({ type: 'gave-up', ...about, reason: plan.reason });
    throw plan.reason === 'breaker-open' ? breakerOpen(this, breakerOpensInMs, error) : error;
  }

  private plan(error: unknown, attempt: number, request: ModelRequest, breakerOpensInMs: number): RetryPlan {
    const { random, budget } = this.options;
    const remainingMs = this.remainingMs(request);
    const usualMs = this.tools.usual.ms;
    const call = { error, attempt, remainingMs, usualMs, breakerOpensInMs, allowance: request.attempts };
    return planRetry(call, { settings: this.retry, random, budget });
  }

  private refused(retryAfterMs: number, failure: unknown): ProviderError {
    this.options.onEvent?.({ type: 'refused', provider: this.provider, model: this.model, retryAfterMs });
    return breakerOpen(this, retryAfterMs, failure);
  }

  private remainingMs(request: ModelRequest): number {
    return new Deadline(this.options.clock, request.deadline).remainingMs;
  }
}
