export { ChatModel, type ModelMessage, type ModelRequest, type Vendor } from './chat-model.js';
export type { CitedSource, CitedTurn } from './cited-turn.js';
export type {
  Finish,
  FinishReason,
  ModelCitation,
  ModelEvent,
  ModelStart,
  TextDelta,
  TextSpan,
  UsageReport,
} from './model-event.js';
export { ModelRegistry, type ProviderEntry, type ProviderInfo } from './model-registry.js';
export { type CallProgress, ProviderError, type ProviderErrorOptions } from './provider-error.js';
export { ProvidersModule } from './providers.module.js';
export { inputTokens, NO_USAGE, type Usage } from './usage.js';
export type { CircuitState } from './resilient/circuit.js';
export { Circuits, type CircuitsOptions } from './resilient/circuits.js';
export { fallback, type FallbackOptions } from './resilient/fallback.js';
export { isUpstreamFault } from './resilient/judge-failure.js';
export { type ProviderTimeouts } from './resilient/provider-timeouts.js';
export type { ResilienceEvent } from './resilient/resilience-event.js';
export { type ResilientOptions } from './resilient/resilient.js';
export { takesTemperature } from './takes-temperature.js';
export { thinksUnseen } from './thinks-unseen.js';
