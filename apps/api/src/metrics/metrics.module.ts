import { Global, Module } from '@nestjs/common';
import { PrometheusModule } from '@willsoto/nestjs-prometheus';
import { AppConfig } from '@app/platform';
import { CHAT_METRICS, ChatMetrics } from './chat-metrics.js';
import { MetricsController } from './metrics.controller.js';

@Global()
@Module({
  imports: [
    PrometheusModule.registerAsync({
      controller: MetricsController,
      inject: [AppConfig],
      useFactory: (...[config]) => ({
        path: '/metrics',
        defaultMetrics: { enabled: (config as AppConfig).metrics.enabled },
      }),
    }),
  ],
  providers: [...CHAT_METRICS, ChatMetrics],
  exports: [ChatMetrics],
})
export class MetricsModule {}
