import { Controller, Get, Header, Res } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { AppConfig, AppError } from '@app/platform';
import { PrometheusController } from '@willsoto/nestjs-prometheus';
import type { Response } from 'express';
import { Public } from '../guards/public.decorator.js';
import { ApiProblems } from '../openapi/api-problems.js';
import { ChatMetrics } from './chat-metrics.js';
import { LedgerMetrics } from './ledger-metrics.js';
import { ResilienceMetrics } from './resilience-metrics.js';

/** For Prometheus. In production the gate lets it through on the internal port only. */
@ApiTags('operations')
@Public()
@Controller('metrics')
export class MetricsController extends PrometheusController {
  constructor(
    private readonly config: AppConfig,
    private readonly metrics: ChatMetrics,
    private readonly resilience: ResilienceMetrics,
    private readonly ledger: LedgerMetrics,
  ) {
    super();
  }

  @Get()
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ summary: 'Metrics in Prometheus’ text format' })
  @ApiResponse({ status: 200, content: { 'text/plain': { schema: { type: 'string' } } } })
  @ApiProblems('/metrics', 'not-found')
  override async index(@Res({ passthrough: true }) response: Response): Promise<string> {
    if (!this.config.metrics.enabled)
      throw new AppError(
        'not-found',
        'metrics-off',
        'Metrics are switched off; set PROMETHEUS_ENABLED=true.',
      );
    this.metrics.refresh();
    this.resilience.refresh();
    await this.ledger.refresh();
    return super.index(response);
  }
}
