import { RETRY_DEFAULTS, RetryBudget, type Random, type Timers } from '@app/resilience';
import type { ChatModel } from '../chat-model.js';
import { makeCircuit, stateOf, type Circuit, type CircuitSettings, type CircuitState } from './circuit.js';
import type { ResilienceEvent } from './resilience-event.js';
import { resilient } from './resilient.js';

export interface CircuitsOptions extends CircuitSettings {
  /** Calls to one provider for one request, the first one included. */
  readonly retryAttempts: number;
  readonly random: Random;
  readonly timers?: Timers;
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

/** Another model is ready to answer: a long `retry-after` is not worth waiting for. Milliseconds. */
const LONGEST_WAIT_BEFORE_FALLBACK_MS = 2_000;
/** More than the price lists have entries; our own price book may have any number. */
const MOST_CIRCUITS = 256;

/**
 * What outlives a request and every request shares: a breaker and a usual duration for each provider and model,
 * a retry budget for each provider.
 */
export class Circuits {
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
    const made = makeCircuit(provider, model, this.options);
    if (this.circuits.size >= MOST_CIRCUITS) this.forgetOne();
    // Where all are in trouble, one more has no memory: a breaker that is forgotten lets everything through.
    if (this.circuits.size < MOST_CIRCUITS) this.circuits.set(key, made);
    return made;
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
