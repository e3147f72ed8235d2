import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import type { Caller } from '@app/access';
import type { ChatResponse } from '@app/chat';
import { openAccount, type Payer, type RequestAccount } from '@app/cost';
import { AppConfig, chatCompletedLog, Clock, hashedUser, noteOnRequest, toAppError } from '@app/platform';
import type { ChatLogFields } from '@app/platform';
import type { Request, Response } from 'express';
import { PinoLogger } from 'nestjs-pino';
import { tap, type Observable } from 'rxjs';
import { exchangeOf, type Outcome } from '../chat/exchange.js';
import { callerOf } from '../guards/caller.js';
import { ChatMetrics } from '../metrics/chat-metrics.js';

/** Opens the request's account and, when the answer has ended, closes it into header, metrics and log line. */
@Injectable()
export class CostInterceptor implements NestInterceptor {
  /** By key id, of which there are as many as keys. */
  private readonly users = new Map<string, string>();

  constructor(
    private readonly metrics: ChatMetrics,
    private readonly clock: Clock,
    private readonly config: AppConfig,
    private readonly logger: PinoLogger,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const exchange = exchangeOf(context);
    const account = openAccount(exchange.place.requestId, payerOf(callerOf(context)));
    const started = this.clock.monotonic();
    exchange.account = account;
    exchange.onEnd = (outcome, response) => {
      const seconds = (this.clock.monotonic() - started) / 1000;
      const { provider = 'none', model = 'none' } = response?.metadata ?? {};
      const attempts = this.isShown ? account.attempts : [];
      this.metrics.record({ provider, model, outcome, seconds, attempts });
      this.write(context, account, this.logFields(outcome, response, account, seconds));
    };
    // What is thrown before or instead of a terminal event ends the exchange too; a second end is none.
    return next.handle().pipe(tap({ error: (error) => exchange.end(outcomeOf(error), null) }));
  }

  /** `ENABLE_COST_TRACKING`: the ledger and its budgets are never off; this is whether costs are told beside the answer. */
  private get isShown(): boolean {
    return this.config.features.costTracking;
  }

  /** A request has a log line of its own that this goes into; a socket's event has none. */
  private write(context: ExecutionContext, account: RequestAccount, fields: ChatLogFields): void {
    if (context.getType() === 'http') {
      noteOnRequest(context.switchToHttp().getRequest<Request>(), chatCompletedLog(fields));
      if (this.isShown) writeCost(context.switchToHttp().getResponse(), account);
    } else {
      const { message, ...line } = chatCompletedLog(fields);
      this.logger.info({ request_id: account.requestId, ...line }, message);
    }
  }

  private userOf(keyId: string): string {
    const known = this.users.get(keyId) ?? hashedUser(keyId, this.config.access.appSecretKey);
    this.users.set(keyId, known);
    return known;
  }

  private logFields(
    status: Outcome,
    response: ChatResponse | null,
    account: RequestAccount,
    seconds: number,
  ): ChatLogFields {
    return {
      status,
      user_id: this.userOf(account.payer.keyId),
      duration_ms: Math.round(seconds * 1000),
      ...(this.isShown ? { cost_usd: account.total.toNumber() } : {}),
      ...(response ? answerFields(response) : {}),
    };
  }
}

function answerFields({ metadata, usage, message }: ChatResponse): Partial<ChatLogFields> {
  return {
    provider: metadata.provider,
    model: metadata.model,
    tokens: { prompt: usage.prompt_tokens, completion: usage.completion_tokens, total: usage.total_tokens },
    search_enabled: metadata.search_enabled,
    search_results: metadata.search_results_count,
    citations_found: message.citations.length,
  };
}

function payerOf(caller: Caller): Payer {
  const { organisation, team, keyId, costCenter } = caller;
  return { organisation, team, keyId, costCenter };
}

function outcomeOf(error: unknown): Outcome {
  return toAppError(error).kind === 'client-closed' ? 'cancelled' : 'error';
}

/** A stream has sent its headers by now; it carries the cost in its last event. */
function writeCost(response: Response, account: RequestAccount): void {
  if (!response.headersSent) response.setHeader('X-Request-Cost', account.total.toDecimal());
}
