import { Controller, Get, HttpStatus, Req, Res, ServiceUnavailableException } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { HealthCheckService, type HealthCheckResult, type HealthIndicatorFunction } from '@nestjs/terminus';
import { AppConfig, AppError } from '@app/platform';
import type { Request, Response } from 'express';
import { Public } from '../guards/public.decorator.js';
import { isInternal } from '../wire/internal-port.js';
import { HealthFacts } from './health-facts.js';
import { HealthIndicators } from './health-indicators.js';
import { ApiHealth } from './health.openapi.js';

/** For probes and people. A failed check is 503 with the same body. */
@ApiTags('operations')
@Public()
@Controller('health')
export class HealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly indicators: HealthIndicators,
    private readonly facts: HealthFacts,
    private readonly config: AppConfig,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Everything, with details' })
  @ApiHealth()
  async all(@Req() request: Request, @Res({ passthrough: true }) response: Response): Promise<object> {
    const result = await this.check(response, this.indicators.details());
    return { ...result, ...this.facts.read(isInternal(request)) };
  }

  @Get('live')
  @ApiOperation({ summary: 'The process turns its event loop; nothing else is asked' })
  @ApiHealth()
  live(@Res({ passthrough: true }) response: Response): Promise<HealthCheckResult> {
    return this.check(response, []);
  }

  @Get('ready')
  @ApiOperation({ summary: 'It can take requests: database, migrations, ledger, not stopping' })
  @ApiHealth()
  ready(@Res({ passthrough: true }) response: Response): Promise<HealthCheckResult> {
    return this.check(response, this.indicators.readiness());
  }

  @Get('startup')
  @ApiOperation({ summary: 'It has started: database and migrations' })
  @ApiHealth()
  startup(@Res({ passthrough: true }) response: Response): Promise<HealthCheckResult> {
    return this.check(response, this.indicators.startup());
  }

  /** Terminus throws its result when a check fails; here that is an answer, not a problem. */
  private async check(response: Response, checks: HealthIndicatorFunction[]): Promise<HealthCheckResult> {
    if (!this.config.health.enabled) throw switchedOff();
    response.setHeader('Cache-Control', 'no-store');
    try {
      return await this.health.check(checks);
    } catch (thrown) {
      if (!(thrown instanceof ServiceUnavailableException)) throw thrown;
      response.status(HttpStatus.SERVICE_UNAVAILABLE);
      return thrown.getResponse() as HealthCheckResult;
    }
  }
}

function switchedOff(): AppError {
  return new AppError(
    'not-found',
    'health-off',
    'Health checks are switched off; set HEALTH_CHECK_ENABLED=true.',
  );
}
