import { Logger } from '@nestjs/common';
import {
  BREAKER_DEFAULTS,
  CircuitBreaker,
  RETRY_DEFAULTS,
  RetryBudget,
  SharedBreaker,
  UsualDuration,
  type BreakerPhase,
  type BreakerSettings,
  type BreakerSnapshot,
  type Clock,
  type Random,
  type Timers,
} from '@app/resilience';
import type { ChatModel } from '../chat-model.js';
import type { ResilienceEvent } from './resilience-event.js';
import { PROVIDER_TIMEOUTS, type ProviderTimeouts } from './provider-timeouts.js';
import { resilient } from './resilient.js';
import { UsualWait } from './usual-wait.js';

export interface CircuitsOptions {
  /** Null: no breaker (the feature is off). */
  readonly breaker: Partial<BreakerSettings> | null;
  /** Calls to one provider for one request, the first one included. */
  readonly retryAttempts: number;
  readonly clock: Clock;
  readonly random: Random;
  readonly timers?: Timers;
  /** How long a first text may take of single models, by the names that breakers are kept by. Milliseconds. */
  readonly firstTokenMs?: ReadonlyMap<string, number>;
}

/** What a request has to say of itself and its model. */
export interface AroundOptions {
  /** The name that all spellings and dates of the model have in common; breakers are kept by it. */
  readonly circuit: string;
  /** Whose request it is: a silence is held against the provider by caller. */
  readonly caller: string;
  /** Another model stands behind it. */
  readonly fallbackBehind: boolean;
}

/** One provider and model as admin, health and metrics show it. */
export interface CircuitState {
  readonly provider: string;
  readonly model: string;
  /** `off` where breakers are switched off. */
  readonly phase: BreakerPhase | 'off';
  readonly failures: number;
  readonly probesInFlight: number;
  /** Milliseconds since the epoch; null unless open. */
  readonly openedAt: number | null;
  readonly retryAfterMs: number;
  /** How long a call usually takes, milliseconds; 0: unknown. */
  readonly usualMs: number;
}

interface Circuit {
  readonly provider: string;
  readonly model: string;
  readonly breaker: SharedBreaker | null;
  readonly usual: UsualDuration;
  readonly usualWait: UsualWait;
  readonly timeouts: ProviderTimeouts;
}

/** Another model is ready to answer: a long `retry-after` is not worth waiting for. Milliseconds. */
const LONGEST_WAIT_BEFORE_FALLBACK_MS = 2_000;
/** More than the price lists have entries; our own price book may have any number. */
const MOST_CIRCUITS = 256;

/**
 * What outlives a request and every request shares: a breaker and a usual duration for each provider and model,
 * a retry budget for each provider. A breaker's change is logged once, here.
 */
export class Circuits {
  private readonly logger = new Logger('CircuitBreaker');
  private readonly circuits = new Map<string, Circuit>();
  private readonly budgets = new Map<string, RetryBudget>();
  private readonly listeners: ((event: ResilienceEvent) => void)[] = [];

  constructor(private readonly options: CircuitsOptions) {}

  /** The model with time-outs, breaker and retries. */
  around(model: ChatModel, { circuit, caller, fallbackBehind }: AroundOptions): ChatModel {
    const { clock, random, timers, retryAttempts } = this.options;
    const { breaker, usual, usualWait, timeouts } = this.circuitOf(model.provider, circuit);
    const { longestWaitMs } = RETRY_DEFAULTS;
    const retry = {
      ...RETRY_DEFAULTS,
      attempts: retryAttempts,
      longestWaitMs: fallbackBehind ? LONGEST_WAIT_BEFORE_FALLBACK_MS : longestWaitMs,
    };
    return resilient(model, {
      breaker,
      caller,
      usual,
      usualWait,
      clock,
      random,
      timers,
      timeouts,
      retry,
      budget: this.budgetOf(model),
      onEvent: this.tell,
    });
  }

  list(): readonly CircuitState[] {
    return Array.from(this.circuits.values(), stateOf);
  }

  /** Closes the breakers of a provider by hand, one model's or all, and says how many there were. */
  reset(provider: string, model?: string): number {
    const found = [...this.circuits.values()].filter(
      (circuit) => circuit.provider === provider && (model === undefined || circuit.model === model),
    );
    for (const { breaker } of found) breaker?.reset();
    return found.length;
  }

  /** Told of retries, refusals and fallbacks; must not throw. */
  onEvent(listener: (event: ResilienceEvent) => void): void {
    this.listeners.push(listener);
  }

  readonly tell = (event: ResilienceEvent): void => {
    for (const listener of this.listeners) listener(event);
  };

  private circuitOf(provider: string, model: string): Circuit {
    const key = `${provider}/${model}`;
    const known = this.circuits.get(key);
    if (known) return known;
    const made = this.make(provider, model);
    if (this.circuits.size >= MOST_CIRCUITS) this.forgetOne();
    // Where all are in trouble, one more has no memory: a breaker that is forgotten lets everything through.
    if (this.circuits.size < MOST_CIRCUITS) this.circuits.set(key, made);
    return made;
  }

  private make(provider: string, model: string): Circuit {
    const { breaker: settings, clock } = this.options;
    const time = { usual: new UsualDuration(), usualWait: new UsualWait(), timeouts: this.timeoutsOf(model) };
    if (!settings) return { provider, model, breaker: null, ...time };
    const { windowMs } = { ...BREAKER_DEFAULTS, ...settings };
    const everybody = this.makeBreaker(provider, model, settings);
    const ownOf = (caller: string) => this.makeBreaker(provider, model, settings, caller);
    return { provider, model, breaker: new SharedBreaker({ everybody, ownOf, clock, windowMs }), ...time };
  }

  private timeoutsOf(model: string): ProviderTimeouts {
    const own = this.options.firstTokenMs?.get(model);
    return own === undefined
      ? PROVIDER_TIMEOUTS
      : { ...PROVIDER_TIMEOUTS, firstTokenMs: own, thinkingMs: own };
  }

  /** `caller`: it is that caller's alone. */
  private makeBreaker(
    provider: string,
    model: string,
    settings: Partial<BreakerSettings>,
    caller?: string,
  ): CircuitBreaker {
    const key = `${provider}/${model}`;
    const breaker = new CircuitBreaker(key, this.options.clock, { ...BREAKER_DEFAULTS, ...settings });
    const whose = caller === undefined ? key : `${key} (for the caller ${caller})`;
    breaker.onChange(({ from, to }) => {
      const metadata = { from, to, ...(caller === undefined ? {} : { caller }) };
      const line = { event: 'circuit_breaker_changed', provider, model, metadata };
      if (to === 'open')
        this.logger.warn({ ...line, message: `${whose} is left alone: its breaker is open.` });
      else this.logger.log({ ...line, message: `The breaker of ${whose} is ${to}.` });
    });
    return breaker;
  }

  /** The oldest of which nothing would be lost but how long it usually takes. */
  private forgetOne(): void {
    for (const [key, { breaker }] of this.circuits)
      if (breaker?.isQuiet !== false) {
        this.circuits.delete(key);
        return;
      }
  }

  /** The sandbox has both vendors under one name, and one of them may be down. */
  private budgetOf({ provider, vendor }: ChatModel): RetryBudget {
    const key = `${provider}/${vendor}`;
    const known = this.budgets.get(key) ?? new RetryBudget(this.options.clock);
    this.budgets.set(key, known);
    return known;
  }
}

const NO_BREAKER: Omit<BreakerSnapshot, 'name' | 'phase'> = {
  failures: 0,
  probesInFlight: 0,
  openedAt: null,
  retryAfterMs: 0,
};

function stateOf({ provider, model, breaker, usual }: Circuit): CircuitState {
  const { phase, failures, probesInFlight, openedAt, retryAfterMs } = breaker?.snapshot() ?? {
    ...NO_BREAKER,
    phase: 'off' as const,
  };
  const usualMs = Math.round(usual.ms);
  return { provider, model, phase, failures, probesInFlight, openedAt, retryAfterMs, usualMs };
}
