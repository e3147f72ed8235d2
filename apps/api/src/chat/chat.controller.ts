import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Param,
  Post,
  Req,
  Res,
  UseInterceptors,
} from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Caller } from '@app/access';
import { Answers, ChatService, type AskContext, type ChatResponse } from '@app/chat';
import { AppConfig, AppError, Clock } from '@app/platform';
import type { Request, Response } from 'express';
import { CurrentCaller } from '../guards/caller.js';
import { Roles } from '../guards/roles.decorator.js';
import { CostInterceptor } from '../interceptors/cost.interceptor.js';
import { DatabaseInterceptor } from '../interceptors/database.interceptor.js';
import { PiiInterceptor } from '../interceptors/pii.interceptor.js';
import { CancelElsewhere } from '../lifecycle/cancel-elsewhere.js';
import { RunningAnswers } from '../lifecycle/running-answers.js';
import { abortOnClose } from './abort-on-close.js';
import { answerForm } from './answer-form.js';
import { keepPlace } from '../wire/shed-load.js';
import { AnswerId } from './answer.dto.js';
import { ChatRequest } from './chat.dto.js';
import { ApiAsk, ApiCancelAnswer, ApiFollowAnswer, ApiReadAnswer } from './chat.openapi.js';
import { accountOf, ChatExchange, CurrentExchange, redactionOf } from './exchange.js';
import { IdempotentAnswers } from './idempotency/idempotent-answers.js';
import { idempotencyKey } from './idempotency/idempotency-key.js';
import { sendStored } from './idempotency/send-stored.js';
import { bodyOf } from './pour/on-the-wire.js';
import { JSON_HEADERS, pourJson } from './pour/pour-json.js';
import { pourSse } from './pour/pour-sse.js';
import { questionOf } from './question-of.js';
import { requestDeadline } from './request-deadline.js';
import { isResumable, lastEventId, whenLeft } from './resuming.js';

@ApiTags('chat')
@Roles('chat')
@Controller('v1/chat')
export class ChatController {
  constructor(
    private readonly chat: ChatService,
    private readonly elsewhere: CancelElsewhere,
    private readonly answers: Answers,
    private readonly running: RunningAnswers,
    private readonly idempotent: IdempotentAnswers,
    private readonly config: AppConfig,
    private readonly clock: Clock,
  ) {}

  /** One answer, poured as JSON or as server-sent events. It is not Nest that sends it: both spouts do. */
  @Post()
  @HttpCode(200)
  @UseInterceptors(PiiInterceptor, CostInterceptor, DatabaseInterceptor)
  @ApiAsk()
  async ask(
    @Body() body: ChatRequest,
    @CurrentExchange() exchange: ChatExchange,
    @CurrentCaller() caller: Caller,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const form = answerForm(request);
    const question = questionOf(body, redactionOf(exchange));
    const timeout = request.headers['x-request-timeout'];
    const key = idempotencyKey(request.headers['idempotency-key']);
    const deadline = requestDeadline(timeout, this.config.server.requestTimeoutMs, this.clock.now());
    const mayComeBack = isResumable(body, request.headers.prefer);
    if (mayComeBack) response.setHeader('Preference-Applied', 'resumable');
    // An answer that goes on without its client is work like any other.
    const leavePlace = keepPlace(response);
    const work = this.running.run(async (controller) => {
      const { leaving, resumable } = whenLeft(mayComeBack, controller);
      abortOnClose(response, leaving);
      const { ownerId } = caller;
      const { place } = exchange;
      // A key is held by one request, and clients may name several alike.
      const account = accountOf(exchange);
      const holder = { ...place, requestId: account.requestId };
      const { conversationId } = question;
      const keyed =
        key &&
        (await this.idempotent.begin({ key, ownerId, form, body, conversationId, account, place: holder }));
      if (keyed && 'replay' in keyed) return sendStored(response, keyed);
      const context: AskContext = {
        requestId: place.requestId,
        ownerId,
        account,
        deltas: form === 'sse',
        signal: controller.signal,
        resumable,
        deadline,
      };
      const answer = this.chat.ask(question, context);
      const events = keyed ? keyed.keeping(answer) : answer;
      if (form === 'sse') await pourSse(events, response, exchange);
      else sendJson(response, await pourJson(events, exchange));
    });
    await work.finally(leavePlace);
  }

  @Get(':id')
  @ApiReadAnswer()
  async read(
    @Param() { id }: AnswerId,
    @CurrentCaller() caller: Caller,
    @CurrentExchange() exchange: ChatExchange,
  ): Promise<ChatResponse> {
    return bodyOf(await this.answers.readEnd(caller.ownerId, id), exchange.place);
  }

  /** What an answer has said since the client's last event, to its end; 204 where it has said nothing more. */
  @Get(':id/events')
  @ApiFollowAnswer()
  async follow(
    @Param() { id: responseId }: AnswerId,
    @CurrentExchange() exchange: ChatExchange,
    @CurrentCaller() { ownerId }: Caller,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const afterSeq = lastEventId(request.headers['last-event-id']);
    await this.running.run(async (controller) => {
      abortOnClose(response, controller);
      const events = this.chat.follow({ ownerId, responseId, afterSeq }, controller.signal);
      await pourSse(events, response, exchange);
    });
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiCancelAnswer()
  cancel(@Param() { id }: AnswerId, @CurrentCaller() caller: Caller): Promise<void> {
    return cancelAnswer(this.chat, this.elsewhere, caller, id);
  }
}

/** Throws `not-found` where there is no such answer running in any process, or it is another owner's. */
export async function cancelAnswer(
  chat: ChatService,
  elsewhere: CancelElsewhere,
  { ownerId }: Caller,
  responseId: string,
): Promise<void> {
  if (chat.cancel(ownerId, responseId) || (await elsewhere.cancel(ownerId, responseId))) return;
  throw new AppError('not-found', 'answer-not-running', 'There is no such answer, or it has ended.');
}

function sendJson(response: Response, body: ChatResponse): void {
  if (response.destroyed) return;
  for (const [name, value] of Object.entries(JSON_HEADERS)) response.setHeader(name, value);
  response.end(JSON.stringify(body));
}
