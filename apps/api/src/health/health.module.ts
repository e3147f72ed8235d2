import { Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { CostModule } from '@app/cost';
import { ProvidersModule } from '@app/providers';
import { LifecycleModule } from '../lifecycle/lifecycle.module.js';
import { DatabaseChecks } from './database-checks.js';
import { HealthFacts } from './health-facts.js';
import { HealthIndicators } from './health-indicators.js';
import { HealthController } from './health.controller.js';

@Module({
  imports: [TerminusModule.forRoot({ logger: false }), LifecycleModule, ProvidersModule, CostModule],
  controllers: [HealthController],
  providers: [DatabaseChecks, HealthIndicators, HealthFacts],
  exports: [DatabaseChecks],
})
export class HealthModule {}
