import { Logger } from '@nestjs/common';
import {
  BREAKER_DEFAULTS,
  CircuitBreaker,
  SharedBreaker,
  UsualDuration,
  type BreakerPhase,
  type BreakerSettings,
  type BreakerSnapshot,
  type Clock,
} from '@app/resilience';
import { PROVIDER_TIMEOUTS, type ProviderTimeouts } from './provider-timeouts.js';
import { UsualWait } from './usual-wait.js';

export interface CircuitSettings {
  /** Null: no breaker (the feature is off). */
  readonly breaker: Partial<BreakerSettings> | null;
  readonly clock: Clock;
  /** How long a first text may take of single models, by the names that breakers are kept by. Milliseconds. */
  readonly firstTokenMs?: ReadonlyMap<string, number>;
}

/** What is known of one provider and model, over requests. */
export interface Circuit {
  readonly provider: string;
  readonly model: string;
  readonly breaker: SharedBreaker | null;
  readonly usual: UsualDuration;
  readonly usualWait: UsualWait;
  readonly timeouts: ProviderTimeouts;
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
  /** Callers whose own breaker is open though this one need not be. */
  readonly openForCallers: number;
  /** How long a call usually takes, milliseconds; 0: unknown. */
  readonly usualMs: number;
}

const logger = new Logger('CircuitBreaker');

export function makeCircuit(provider: string, model: string, settings: CircuitSettings): Circuit {
  const time = {
    usual: new UsualDuration(),
    usualWait: new UsualWait(),
    timeouts: timeoutsOf(model, settings),
  };
  return { provider, model, breaker: sharedBreaker(provider, model, settings), ...time };
}

const NO_BREAKER: Omit<BreakerSnapshot, 'name' | 'phase'> = {
  failures: 0,
  probesInFlight: 0,
  openedAt: null,
  retryAfterMs: 0,
};

export function stateOf({ provider, model, breaker, usual }: Circuit): CircuitState {
  const { phase, failures, probesInFlight, openedAt, retryAfterMs } = breaker?.snapshot() ?? {
    ...NO_BREAKER,
    phase: 'off' as const,
  };
  const counts = { failures, probesInFlight, openForCallers: breaker?.openForCallers ?? 0 };
  const usualMs = Math.round(usual.ms);
  return { provider, model, phase, ...counts, openedAt, retryAfterMs, usualMs };
}

function timeoutsOf(model: string, { firstTokenMs }: CircuitSettings): ProviderTimeouts {
  const own = firstTokenMs?.get(model);
  return own === undefined ? PROVIDER_TIMEOUTS : { ...PROVIDER_TIMEOUTS, firstTokenMs: own, thinkingMs: own };
}

function sharedBreaker(
  provider: string,
  model: string,
  { breaker, clock }: CircuitSettings,
): SharedBreaker | null {
  if (breaker === null) return null;
  const settings = { ...BREAKER_DEFAULTS, ...breaker };
  const name = `${provider}/${model}`;
  const made = (whose: string, caller: { readonly caller?: string }): CircuitBreaker => {
    const one = new CircuitBreaker(name, clock, settings);
    one.onChange(({ from, to }) => {
      const metadata = { from, to, ...caller };
      const line = { event: 'circuit_breaker_changed', provider, model, metadata };
      if (to === 'open') logger.warn({ ...line, message: `${whose} is left alone: its breaker is open.` });
      else logger.log({ ...line, message: `The breaker of ${whose} is ${to}.` });
    });
    return one;
  };
  const ownOf = (caller: string) => made(`${name} (for the caller ${caller})`, { caller });
  return new SharedBreaker({ everybody: made(name, {}), ownOf, clock, windowMs: settings.windowMs });
}
