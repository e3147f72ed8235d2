export { type BackoffSettings } from './backoff.js';
export { BREAKER_DEFAULTS, type BreakerSettings, type CallOutcome } from './breaker-state.js';
export { type CallProgress, progressOfBreak, progressOfStatus } from './call-progress.js';
export {
  CircuitBreaker,
  type BreakerChange,
  type BreakerPhase,
  type BreakerSnapshot,
  type Permit,
  type Refusal,
} from './circuit-breaker.js';
export type { Clock, Random } from './clock.js';
export { Deadline, linkDeadline, type LinkedSignal } from './deadline.js';
export {
  IN_FLIGHT_DEFAULTS,
  InFlightLimiter,
  type Entry,
  type InFlightSettings,
  type Pressure,
  type Priority,
} from './in-flight-limiter.js';
export {
  decideRetry,
  RETRY_DEFAULTS,
  type RetryDecision,
  type RetryQuestion,
  type RetryRefusal,
  type RetrySettings,
} from './retry.js';
export { SharedBreaker, type Evidence, type SharedPermit } from './shared-breaker.js';
export { RetryBudget, type RetryBudgetSettings } from './retry-budget.js';
export { withTimeouts, type StreamEnd, type StreamTimeouts } from './stream-timeouts.js';
export type { Expiry, StreamLimits } from './stream-watch.js';
export { nodeTimers, timersOf, type Timer, type Timers } from './timers.js';
export { UsualDuration } from './usual-duration.js';
