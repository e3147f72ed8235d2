import { Global, Module } from '@nestjs/common';
import { PrometheusModule } from '@willsoto/nestjs-prometheus';
import { AppConfig } from '@app/platform';
import { ProvidersModule } from '@app/providers';
import { register } from 'prom-client';
import { CHAT_METRICS, ChatMetrics } from './chat-metrics.js';
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
    ProvidersModule,
    PrometheusModule.registerAsync({
      controller: MetricsController,
      inject: [AppConfig],
      useFactory: (...[config]) => ({
        path: '/metrics',
        defaultMetrics: { enabled: (config as AppConfig).metrics.enabled && !areCollected() },
      }),
    }),
  ],
  providers: [...CHAT_METRICS, ...RESILIENCE_METRICS, ChatMetrics, ResilienceMetrics, MetricsDigest],
  exports: [ChatMetrics, ResilienceMetrics],
})
export class MetricsModule {}
