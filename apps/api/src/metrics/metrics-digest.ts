import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { AppConfig } from '@app/platform';
import { PinoLogger } from 'nestjs-pino';
import { ChatMetrics } from './chat-metrics.js';

/** With `METRICS_EXPORT=console`: a line in the log now and then, for where no Prometheus reads. Quiet while idle. */
@Injectable()
export class MetricsDigest implements OnApplicationBootstrap, OnApplicationShutdown {
  private timer?: NodeJS.Timeout;
  private told = 0;

  constructor(
    private readonly metrics: ChatMetrics,
    private readonly config: AppConfig,
    private readonly logger: PinoLogger,
  ) {}

  onApplicationBootstrap(): void {
    const { enabled, exporter, exportIntervalMs } = this.config.metrics;
    if (!enabled || exporter !== 'console') return;
    this.timer = setInterval(() => void this.write(), exportIntervalMs);
    this.timer.unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  private async write(): Promise<void> {
    const digest = await this.metrics.digest();
    if (digest.chat_requests === this.told) return;
    this.told = digest.chat_requests;
    this.logger.info({ event: 'metrics_digest', metadata: digest }, 'Metrics');
  }
}
