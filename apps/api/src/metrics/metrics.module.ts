import { Global, Module } from '@nestjs/common';
import { PrometheusModule } from '@willsoto/nestjs-prometheus';
import { AppConfig } from '@app/platform';
import { CostModule } from '@app/cost';
import { ProvidersModule } from '@app/providers';
import { register } from 'prom-client';
import { LifecycleModule } from '../lifecycle/lifecycle.module.js';
import { CHAT_METRICS, ChatMetrics } from './chat-metrics.js';
import { LEDGER_METRICS, LedgerMetrics } from './ledger-metrics.js';
import { MetricsDigest } from './metrics-digest.js';
import { MetricsController } from './metrics.controller.js';
import { RESILIENCE_METRICS, ResilienceMetrics } from './resilience-metrics.js';

/** The registry is the process's: a second application in it finds Node's own metrics there. */
function areCollected(): boolean {
  return register.getSingleMetric('process_cpu_user_seconds_total') !== undefined;
}

@Global()
@Module({
  imports: [
    LifecycleModule,
    ProvidersModule,
    CostModule,
    PrometheusModule.registerAsync({
      controller: MetricsController,
      inject: [AppConfig],
      useFactory: (...[config]) => ({
        path: '/metrics',
        defaultMetrics: { enabled: (config as AppConfig).metrics.enabled && !areCollected() },
      }),
    }),
  ],
  providers: [
    ...CHAT_METRICS,
    ...RESILIENCE_METRICS,
    ...LEDGER_METRICS,
    ChatMetrics,
    ResilienceMetrics,
    LedgerMetrics,
    MetricsDigest,
  ],
  exports: [ChatMetrics, ResilienceMetrics, LedgerMetrics],
})
export class MetricsModule {}
