import { Global, Module } from '@nestjs/common';
import { PrometheusModule } from '@willsoto/nestjs-prometheus';
import { AppConfig } from '@app/platform';
import { register } from 'prom-client';
import { CHAT_METRICS, ChatMetrics } from './chat-metrics.js';
import { MetricsController } from './metrics.controller.js';

/** The registry is the process's: a second application in it finds Node's own metrics there. */
function areCollected(): boolean {
  return register.getSingleMetric('process_cpu_user_seconds_total') !== undefined;
}

@Global()
@Module({
  imports: [
    PrometheusModule.registerAsync({
      controller: MetricsController,
      inject: [AppConfig],
      useFactory: (...[config]) => ({
        path: '/metrics',
        defaultMetrics: { enabled: (config as AppConfig).metrics.enabled && !areCollected() },
      }),
    }),
  ],
  providers: [...CHAT_METRICS, ChatMetrics],
  exports: [ChatMetrics],
})
export class MetricsModule {}
