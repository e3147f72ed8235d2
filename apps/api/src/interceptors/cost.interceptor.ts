import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import type { Caller } from '@app/access';
import type { SearchResponse } from '@app/chat';
import { ledgerKey, ledgerRequestId, openAccount, type Payer, type RequestAccount } from '@app/cost';
import {
  AppConfig,
  awaitExchange,
  type AppError,
  chatCompletedLog,
  type ChatLogFields,
  Clock,
  exchangeIsOver,
  failureField,
  hashedUser,
  Ids,
  noteFailure,
  noteOnRequest,
  toAppError,
} from '@app/platform';
import type { Request, Response } from 'express';
import { PinoLogger } from 'nestjs-pino';
import { finalize, tap, type Observable } from 'rxjs';
import { type Answered, type ChatExchange, exchangeOf, type Outcome } from '../chat/exchange.js';
import { failureLevel, isNews } from '../filters/failure-level.js';
import { callerOf } from '../guards/caller.js';
import { ChatMetrics } from '../metrics/chat-metrics.js';

type LogLine = ReturnType<typeof chatCompletedLog>;

/** A search alone ends well or throws, and what is thrown has a line of its own. */
const SEARCH_LOG = { event: 'search_request_completed', message: 'Search request processed successfully' };

/** Within one name: 48 bits. */
const UNIQUE_BYTES = 6;

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
    private readonly ids: Ids,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const exchange = exchangeOf(context);
    const caller = callerOf(context);
    const account = openAccount(this.bookedAs(context, exchange), payerOf(caller), {
      idempotencyKey: keyOf(context, caller),
      onPost: (attempt) => this.isShown && this.metrics.recordCost(attempt),
    });
    const started = this.clock.monotonic();
    exchange.account = account;
    exchange.onEnd = (outcome, response, error) => {
      const seconds = (this.clock.monotonic() - started) / 1000;
      this.metrics.record({ ...namesOf(response), outcome, seconds });
      const fields = this.logFields(outcome, response, account, seconds);
      this.write(context, account, logLine(response, fields), error);
    };
    if (context.getType() === 'http') awaitExchange(context.switchToHttp().getRequest<Request>());
    return next.handle().pipe(
      // What is thrown before or instead of a terminal event ends the exchange too; a second end is none.
      tap({ error: (thrown) => endWith(exchange, toAppError(thrown)) }),
      finalize(() => this.writeLine(context, account)),
    );
  }

  /** The line of a client that has left is written when all it has brought about has its cost. */
  private writeLine(context: ExecutionContext, account: RequestAccount): void {
    if (context.getType() !== 'http') return;
    const request = context.switchToHttp().getRequest<Request>();
    account.whenQuiet(() => {
      noteOnRequest(request, this.costOf(account));
      exchangeIsOver(request);
    });
  }

  /** Ids of ours are unique; a client may give many requests one name. */
  private bookedAs(context: ExecutionContext, { place: { requestId } }: ChatExchange): string {
    const isOurs =
      context.getType() !== 'http' ||
      context.switchToHttp().getRequest<Request>().headers['x-request-id'] !== requestId;
    return isOurs ? requestId : ledgerRequestId(requestId, this.ids.token(UNIQUE_BYTES));
  }

  /** `ENABLE_COST_TRACKING`: the ledger and its budgets are never off; this is whether costs are told beside the answer. */
  private get isShown(): boolean {
    return this.config.features.costTracking;
  }

  /** A request has a log line of its own that this goes into; a socket's event has none. */
  private write(context: ExecutionContext, account: RequestAccount, line: LogLine, error?: AppError): void {
    if (context.getType() !== 'http') return account.whenQuiet(() => this.log(account, line, error));
    const request = context.switchToHttp().getRequest<Request>();
    noteOnRequest(request, line);
    if (error) noteFailure(request, { error, level: failureLevel(error, request) });
    if (this.isShown) writeCost(context.switchToHttp().getResponse(), account);
  }

  private log(account: RequestAccount, { message, ...line }: LogLine, error?: AppError): void {
    const { requestId: request_id } = account;
    const facts = { request_id, ...line, ...this.costOf(account) };
    if (!error) return this.logger.info(facts, message);
    const level = failureLevel(error);
    isNews(error);
    this.logger[level]({ ...facts, error: failureField({ error, level }) }, message);
  }

  private costOf({ total }: RequestAccount): Pick<ChatLogFields, 'cost_usd'> {
    return this.isShown ? { cost_usd: total.toNumber() } : {};
  }

  private userOf(keyId: string): string {
    const known = this.users.get(keyId) ?? hashedUser(keyId, this.config.access.appSecretKey);
    this.users.set(keyId, known);
    return known;
  }

  private logFields(
    status: Outcome,
    response: Answered | null,
    account: RequestAccount,
    seconds: number,
  ): ChatLogFields {
    return {
      status,
      user_id: this.userOf(account.payer.keyId),
      duration_ms: Math.round(seconds * 1000),
      ...this.costOf(account),
      ...(response ? answerFields(response) : {}),
    };
  }
}

function answerFields(response: Answered): Partial<ChatLogFields> {
  const { metadata } = response;
  const names = { ...namesOf(response), search_results: metadata.search_results_count };
  if (isSearch(response)) return names;
  const { usage, message } = response;
  return {
    ...names,
    tokens: { prompt: usage.prompt_tokens, completion: usage.completion_tokens, total: usage.total_tokens },
    search_enabled: response.metadata.search_enabled,
    citations_found: message.citations.length,
  };
}

function logLine(response: Answered | null, fields: ChatLogFields): LogLine {
  const line = chatCompletedLog(fields);
  return response && isSearch(response) ? { ...line, ...SEARCH_LOG } : line;
}

function isSearch(response: Answered): response is SearchResponse {
  return !('message' in response);
}

/** As the ledger has them: the model of a search alone is "search". */
function namesOf(response: Answered | null): { readonly provider: string; readonly model: string } {
  if (!response) return { provider: 'none', model: 'none' };
  const { provider } = response.metadata;
  return { provider, model: isSearch(response) ? 'search' : response.metadata.model };
}

/** Whether it is a key that is taken is for the handler to say, before anything is asked. */
function keyOf(context: ExecutionContext, { ownerId: owner }: Caller): string | null {
  if (context.getType() !== 'http') return null;
  const key = context.switchToHttp().getRequest<Request>().headers['idempotency-key'];
  return typeof key === 'string' ? ledgerKey({ owner, key }) : null;
}

function payerOf(caller: Caller): Payer {
  const { organisation, team, keyId, costCenter } = caller;
  return { organisation, team, keyId, costCenter };
}

function endWith(exchange: ChatExchange, error: AppError): void {
  exchange.end(error.kind === 'client-closed' ? 'cancelled' : 'error', null, error);
}

/** A stream has sent its headers by now; it carries the cost in its last event. */
function writeCost(response: Response, account: RequestAccount): void {
  if (!response.headersSent) response.setHeader('X-Request-Cost', account.total.toDecimal());
}
