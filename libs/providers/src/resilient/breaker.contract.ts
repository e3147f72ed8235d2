import {
  BREAKER_DEFAULTS,
  CircuitBreaker,
  SharedBreaker,
  type BreakerSettings,
  type Clock,
} from '@app/resilience';

/** A breaker as `Circuits` makes one, without its log. */
export function breakerFor(name: string, clock: Clock, settings: BreakerSettings = BREAKER_DEFAULTS) {
  const made = (): CircuitBreaker => new CircuitBreaker(name, clock, settings);
  return new SharedBreaker({ everybody: made(), ownOf: made, clock, windowMs: settings.windowMs });
}
