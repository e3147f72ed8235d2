import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional, ApiTags } from '@nestjs/swagger';
import { Circuits, ModelRegistry, type CircuitState } from '@app/providers';
import { AppConfig, AppError } from '@app/platform';
import { IsOptional, Matches } from 'class-validator';
import { ResetEverywhere } from '../lifecycle/reset-everywhere.js';
import { Roles } from '../guards/roles.decorator.js';
import { ApiListProviders, ApiResetBreaker } from './providers.openapi.js';

export class ProviderName {
  @ApiProperty({ type: String, example: 'openai' })
  @Matches(/^[\w.-]{1,64}$/, { message: 'must be the name of a provider' })
  provider!: string;
}

export class ResetQuery {
  @ApiPropertyOptional({ type: String, description: 'Only the breaker of this model.' })
  @Matches(/^[\w.:/-]{1,128}$/, { message: 'must be the name of a model' })
  @IsOptional()
  model?: string;
}

/** One provider in the wire's words. */
export interface ProviderReport {
  readonly name: string;
  readonly configured: boolean;
  readonly default: boolean;
  readonly fallback: boolean;
  /** What this process has seen of its models. */
  readonly circuits: readonly object[];
}

/** How the providers are doing, as this process sees them; each replica has breakers of its own, and a reset closes all. */
@ApiTags('admin')
@Roles('admin')
@Controller('v1/admin/providers')
export class ProvidersController {
  constructor(
    private readonly circuits: Circuits,
    private readonly registry: ModelRegistry,
    private readonly config: AppConfig,
    private readonly everywhere: ResetEverywhere,
  ) {}

  @Get()
  @ApiListProviders()
  list(): { providers: readonly ProviderReport[] } {
    return { providers: this.reports() };
  }

  @Post(':provider/breaker/reset')
  @HttpCode(200)
  @ApiResetBreaker()
  async reset(@Param() { provider }: ProviderName, @Query() { model }: ResetQuery) {
    if (!this.reports().some(({ name }) => name === provider))
      throw new AppError('not-found', 'unknown-provider', 'There is no provider of this name here.');
    const { reset, told } = await this.everywhere.reset(provider, model);
    return { reset, others_told: told };
  }

  private reports(): ProviderReport[] {
    const { defaultProvider, fallbackProvider } = this.config.providers;
    const circuits = this.circuits.list();
    return this.registry.providers.map(({ name, configured }) => ({
      name,
      configured,
      default: name === defaultProvider,
      fallback: name === fallbackProvider,
      circuits: circuits.filter(({ provider }) => provider === name).map(circuitReport),
    }));
  }
}

export function circuitReport(circuit: CircuitState) {
  const { model, phase, failures, probesInFlight, openForCallers, openedAt, retryAfterMs, usualMs } = circuit;
  return {
    model,
    breaker: phase,
    open_for_callers: openForCallers,
    failures,
    probes_in_flight: probesInFlight,
    opened_at: openedAt === null ? null : new Date(openedAt).toISOString(),
    retry_after_ms: Math.ceil(retryAfterMs),
    usual_duration_ms: usualMs,
  };
}
