import { Logger } from '@nestjs/common';
import {
  BREAKER_DEFAULTS,
  CircuitBreaker,
  RETRY_DEFAULTS,
  RetryBudget,
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
import { resilient } from './resilient.js';

export interface CircuitsOptions {
  /** Null: no breaker (the feature is off). */
  readonly breaker: Partial<BreakerSettings> | null;
  /** Calls to one provider for one request, the first one included. */
  readonly retryAttempts: number;
  readonly clock: Clock;
  readonly random: Random;
  readonly timers?: Timers;
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
  readonly breaker: CircuitBreaker | null;
  readonly usual: UsualDuration;
}

/** Another model is ready to answer: a long `retry-after` is not worth waiting for. Milliseconds. */
const LONGEST_WAIT_BEFORE_FALLBACK_MS = 2_000;
/** Names come from callers as far as the price list knows them, so the map must not grow with them. */
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

  /** The model with time-outs, breaker and retries. `fallbackBehind`: another model stands behind it. */
  around(model: ChatModel, fallbackBehind: boolean): ChatModel {
    const { clock, random, timers, retryAttempts } = this.options;
    const { breaker, usual } = this.circuitOf(model);
    const { longestWaitMs } = RETRY_DEFAULTS;
    const retry = {
      ...RETRY_DEFAULTS,
      attempts: retryAttempts,
      longestWaitMs: fallbackBehind ? LONGEST_WAIT_BEFORE_FALLBACK_MS : longestWaitMs,
    };
    const budget = this.budgetOf(model);
    return resilient(model, { breaker, usual, budget, clock, random, timers, retry, onEvent: this.tell });
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

  private circuitOf(model: ChatModel): Circuit {
    const key = `${model.provider}/${model.model}`;
    const known = this.circuits.get(key);
    if (known) return known;
    if (this.circuits.size >= MOST_CIRCUITS) this.forgetOne();
    const made = this.make(key, model);
    this.circuits.set(key, made);
    return made;
  }

  private make(key: string, { provider, model }: ChatModel): Circuit {
    const { breaker: settings, clock } = this.options;
    const breaker = settings && new CircuitBreaker(key, clock, { ...BREAKER_DEFAULTS, ...settings });
    breaker?.onChange(({ from, to }) => {
      const line = { event: 'circuit_breaker_changed', provider, model, metadata: { from, to } };
      if (to === 'open') this.logger.warn({ ...line, message: `${key} is left alone: its breaker is open.` });
      else this.logger.log({ ...line, message: `The breaker of ${key} is ${to}.` });
    });
    return { provider, model, breaker, usual: new UsualDuration() };
  }

  /** The oldest that is not in trouble. */
  private forgetOne(): void {
    const entries = [...this.circuits];
    const [key] = entries.find(([, circuit]) => stateOf(circuit).phase !== 'open') ?? entries[0] ?? [''];
    this.circuits.delete(key);
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
