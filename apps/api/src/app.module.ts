import { Module, type DynamicModule, type MiddlewareConsumer, type NestModule } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_PIPE } from '@nestjs/core';
import { AccessModule, ApiKeys } from '@app/access';
import { ChatModule } from '@app/chat';
import { CostModule } from '@app/cost';
import { AppConfig, type LoggingOptions } from '@app/platform';
import { PrivacyModule } from '@app/privacy';
import { ProvidersModule } from '@app/providers';
import { SearchModule } from '@app/search';
import { ProvidersController } from './admin/providers.controller.js';
import { floor } from './boot/floor.js';
import { ChatController } from './chat/chat.controller.js';
import { ChatGateway } from './chat/chat.gateway.js';
import { IdempotentAnswers } from './chat/idempotency/idempotent-answers.js';
import { ConversationsController } from './chat/conversations.controller.js';
import { ModelsController } from './chat/models.controller.js';
import { BudgetsController } from './cost/budgets.controller.js';
import { RequestCostsController } from './cost/request-costs.controller.js';
import { ErrorsController } from './filters/errors.controller.js';
import { ProblemFilter } from './filters/problem.filter.js';
import { ApiKeyGuard } from './guards/api-key.guard.js';
import { RolesGuard } from './guards/roles.guard.js';
import { HealthModule } from './health/health.module.js';
import { CostInterceptor } from './interceptors/cost.interceptor.js';
import { DatabaseInterceptor } from './interceptors/database.interceptor.js';
import { PiiInterceptor } from './interceptors/pii.interceptor.js';
import { LifecycleModule } from './lifecycle/lifecycle.module.js';
import { MetricsModule } from './metrics/metrics.module.js';
import { RequestValidationPipe } from './pipes/request-validation.pipe.js';
import { SearchController } from './search/search.controller.js';
import { bodyGate } from './wire/body-gate.js';
import { jsonBody } from './wire/json-body.js';

/** The rooms: what the product knows. */
const rooms = [AccessModule, PrivacyModule, CostModule, ProvidersModule, SearchModule, ChatModule];

/** Asked in this order, on every wire; closed unless `@Public()`. */
const guards = [
  { provide: APP_GUARD, useClass: ApiKeyGuard },
  { provide: APP_GUARD, useClass: RolesGuard },
];

/** On the chat entrances, in this order, before the pipe. */
const interceptors = [PiiInterceptor, CostInterceptor, DatabaseInterceptor];

const pipes = [{ provide: APP_PIPE, useClass: RequestValidationPipe }];

/** For HTTP; gateways name it themselves. */
const filters = [{ provide: APP_FILTER, useClass: ProblemFilter }];

/**
 * THE MAP. A request walks: log → key, where it has a body → body → guards → interceptors → pipe → handler, and
 * out through the filter when something is wrong.
 */
@Module({
  imports: [...rooms, LifecycleModule, HealthModule, MetricsModule],
  controllers: [
    ChatController,
    ConversationsController,
    SearchController,
    ModelsController,
    ProvidersController,
    BudgetsController,
    RequestCostsController,
    ErrorsController,
  ],
  providers: [ChatGateway, IdempotentAnswers, ...guards, ...interceptors, ...pipes, ...filters],
})
export class AppModule implements NestModule {
  constructor(
    private readonly config: AppConfig,
    private readonly keys: ApiKeys,
  ) {}

  static forRoot(config: AppConfig, logging?: LoggingOptions): DynamicModule {
    return { module: AppModule, imports: floor(config, logging) };
  }

  /** The logger's own middleware stands before these: its module is global. */
  configure(consumer: MiddlewareConsumer): void {
    const gate = bodyGate(this.keys, this.config.server.maxInFlight);
    consumer.apply(gate, jsonBody(this.config)).forRoutes('{*path}');
  }
}
