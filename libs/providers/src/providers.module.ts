import { Module, type OnApplicationShutdown } from '@nestjs/common';
import { AppConfig, Clock } from '@app/platform';
import { Agent } from 'undici';
import { createModelRegistry } from './create-model-registry.js';
import { createAgent, createLeanFetch } from './lean-fetch.js';
import { ModelRegistry } from './model-registry.js';
import { Circuits } from './resilient/circuits.js';

function createCircuits({ features, resilience }: AppConfig, clock: Clock): Circuits {
  const { failureThreshold, recoveryTimeoutMs, halfOpenMaxCalls, retryAttempts } = resilience;
  const firstTokenMs = new Map(Object.entries(resilience.firstTokenMs));
  const breaker = features.circuitBreaker
    ? { failures: failureThreshold, openMs: recoveryTimeoutMs, maxProbes: halfOpenMaxCalls }
    : null;
  // Spreads retries in time; nobody gains by guessing it.
  return new Circuits({ breaker, retryAttempts, firstTokenMs, clock, random: Math.random });
}

/** Needs `AppConfig` and `Clock` from a global module. */
@Module({
  providers: [
    { provide: Agent, useFactory: createAgent },
    {
      provide: ModelRegistry,
      inject: [AppConfig, Clock, Agent],
      useFactory: (config: AppConfig, clock: Clock, agent: Agent) =>
        createModelRegistry(config, createLeanFetch(agent), clock),
    },
    {
      provide: Circuits,
      inject: [AppConfig, Clock],
      useFactory: (config: AppConfig, clock: Clock) => createCircuits(config, clock),
    },
  ],
  exports: [ModelRegistry, Circuits],
})
export class ProvidersModule implements OnApplicationShutdown {
  constructor(private readonly agent: Agent) {}

  /** The streams have ended by now; what is still open is nobody's. */
  onApplicationShutdown(): Promise<void> {
    return this.agent.destroy();
  }
}
