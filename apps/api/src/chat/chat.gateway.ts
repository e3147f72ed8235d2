import { UseFilters, UseInterceptors } from '@nestjs/common';
import { ConnectedSocket, MessageBody, SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';
import type { OnGatewayConnection, OnGatewayDisconnect, OnGatewayInit } from '@nestjs/websockets';
import { ApiKeys, type Caller } from '@app/access';
import { ChatService, type AskContext, type ChatEvent } from '@app/chat';
import { AppConfig, AppError, Clock, toAppError } from '@app/platform';
import type { Namespace, Socket } from 'socket.io';
import { problemOf } from '../filters/problem.js';
import { ProblemFilter } from '../filters/problem.filter.js';
import { admit, handshakeKey } from '../guards/api-key.guard.js';
import { CurrentCaller } from '../guards/caller.js';
import { Roles } from '../guards/roles.decorator.js';
import { CostInterceptor } from '../interceptors/cost.interceptor.js';
import { DatabaseInterceptor } from '../interceptors/database.interceptor.js';
import { PiiInterceptor } from '../interceptors/pii.interceptor.js';
import { Admission } from '../lifecycle/admission.js';
import { CancelElsewhere } from '../lifecycle/cancel-elsewhere.js';
import { RunningAnswers } from '../lifecycle/running-answers.js';
import { socketPlace } from '../wire/wire-place.js';
import { clientGone } from './abort-on-close.js';
import { cancelAnswer } from './chat.controller.js';
import { CancelRequest, ResumeRequest } from './answer.dto.js';
import { CreateRequest } from './chat.dto.js';
import { accountOf, ChatExchange, CurrentExchange, redactionOf } from './exchange.js';
import { pourSocket } from './pour/pour-socket.js';
import { questionOf } from './question-of.js';
import { deadlineIn } from './request-deadline.js';
import { isResumable, whenLeft } from './resuming.js';

/** Answers one socket may have running at once. */
const MOST_RUNNING = 8;

const EVENTS: ReadonlySet<string> = new Set(['chat:create', 'chat:resume', 'chat:cancel']);
/** Of a name that a client made up, what is repeated. Characters. */
const SHOWN_NAME = 60;

/** The same answers on Socket.IO: `chat:create`, `chat:resume` and `chat:cancel` in, `chat:event` out. */
@Roles('chat')
@WebSocketGateway({ namespace: '/chat' })
@UseFilters(ProblemFilter)
export class ChatGateway implements OnGatewayInit, OnGatewayConnection, OnGatewayDisconnect {
  private readonly answersOf = new WeakMap<Socket, Set<AbortController>>();

  constructor(
    private readonly chat: ChatService,
    private readonly elsewhere: CancelElsewhere,
    private readonly running: RunningAnswers,
    private readonly admission: Admission,
    private readonly keys: ApiKeys,
    private readonly config: AppConfig,
    private readonly clock: Clock,
  ) {}

  /** A socket without a valid key never connects; the problem is `data` of its `connect_error`. */
  afterInit(namespace: Namespace): void {
    namespace.use((socket, next) => {
      try {
        socket.data.caller = admit(this.keys, handshakeKey(socket.handshake));
        next();
      } catch (thrown) {
        next(refusal(toAppError(thrown), socket));
      }
    });
  }

  /** Nobody listens to an event of another name, and its acknowledgement would never come. */
  handleConnection(socket: Socket): void {
    socket.onAny((event: string, ...payload: unknown[]) => {
      if (!EVENTS.has(event)) refuseEvent(socket, event, payload.at(-1));
    });
  }

  handleDisconnect(socket: Socket): void {
    for (const controller of this.answersOf.get(socket) ?? []) controller.abort(clientGone());
  }

  /** Acknowledged as soon as the answer has an id; its events follow, and may outlive this call. */
  @SubscribeMessage('chat:create')
  @UseInterceptors(PiiInterceptor, CostInterceptor, DatabaseInterceptor)
  create(
    @ConnectedSocket() socket: Socket,
    @MessageBody() body: CreateRequest,
    @CurrentExchange() exchange: ChatExchange,
    @CurrentCaller() caller: Caller,
  ): Promise<{ response_id: string } | null> {
    this.assertRoom(socket);
    const question = questionOf(body, redactionOf(exchange));
    const mayComeBack = isResumable(body);
    const deadline = deadlineIn(body.timeout_ms, this.config.server.requestTimeoutMs, this.clock.now());
    return this.pour(socket, exchange, (controller, spout) => {
      const { leaving, resumable } = whenLeft(mayComeBack, controller);
      const context = { ...contextOf(exchange, caller), signal: controller.signal, deadline, resumable };
      return this.whileConnected(socket, leaving, () => spout(this.chat.ask(question, context)));
    });
  }

  /** The rest of an answer's events, wherever it runs or ran; acknowledged when the first of them is there. */
  @SubscribeMessage('chat:resume')
  async resume(
    @ConnectedSocket() socket: Socket,
    @MessageBody() { response_id: responseId, after_seq: afterSeq }: ResumeRequest,
    @CurrentCaller() { ownerId }: Caller,
  ): Promise<{ response_id: string }> {
    this.assertRoom(socket);
    const request = { ownerId, responseId, afterSeq: afterSeq ?? 0 };
    return this.pour(socket, new ChatExchange(socketPlace(socket, 'chat:resume')), (controller, spout) =>
      this.whileConnected(socket, controller, () => spout(this.chat.follow(request, controller.signal))),
    ).then((acknowledgement) => acknowledgement ?? { response_id: responseId });
  }

  @SubscribeMessage('chat:cancel')
  async cancel(
    @MessageBody() body: CancelRequest,
    @CurrentCaller() caller: Caller,
  ): Promise<{ response_id: string }> {
    await cancelAnswer(this.chat, this.elsewhere, caller, body.response_id);
    return { response_id: body.response_id };
  }

  /** Resolves with the acknowledgement when the first event is there; null: there is none, and none comes. */
  private pour(
    socket: Socket,
    exchange: ChatExchange,
    answer: (
      controller: AbortController,
      spout: (events: AsyncIterable<ChatEvent>) => Promise<void>,
    ) => Promise<void>,
  ): Promise<{ response_id: string } | null> {
    const leave = this.admission.enter('ordinary');
    return new Promise((acknowledge, refuse) => {
      const spout = (events: AsyncIterable<ChatEvent>) =>
        pourSocket(events, socket, exchange, (id) => acknowledge({ response_id: id }));
      // Once acknowledged, what comes later is without effect; the log line says it then.
      this.running
        .run((controller) => answer(controller, spout))
        .finally(leave)
        .then(
          () => acknowledge(null),
          (thrown: unknown) => {
            const error = toAppError(thrown);
            exchange.end('error', null, error);
            refuse(error);
          },
        );
    });
  }

  private assertRoom(socket: Socket): void {
    if ((this.answersOf.get(socket)?.size ?? 0) < MOST_RUNNING) return;
    throw new AppError(
      'rate-limit-exceeded',
      'too-many-running-answers',
      `A socket may have ${MOST_RUNNING} answers running at once; wait for one to end or cancel it.`,
      { retryAfterSeconds: 1, extensions: { current_limit: MOST_RUNNING } },
    );
  }

  private async whileConnected(
    socket: Socket,
    controller: AbortController,
    answer: () => Promise<void>,
  ): Promise<void> {
    const answers = this.answersOf.get(socket) ?? new Set();
    this.answersOf.set(socket, answers.add(controller));
    if (!socket.connected) controller.abort(clientGone());
    await answer().finally(() => answers.delete(controller));
  }
}

function contextOf(exchange: ChatExchange, { ownerId }: Caller): AskContext {
  return { requestId: exchange.place.requestId, ownerId, account: accountOf(exchange), deltas: true };
}

/** Socket.IO hands `data` of the error to the client, and nothing else but its message. */
function refusal(error: AppError, socket: Socket): Error {
  const problem = problemOf(error, socketPlace(socket, 'connect'));
  return Object.assign(new Error(problem.title), { data: problem });
}

function refuseEvent(socket: Socket, event: string, acknowledge: unknown): void {
  const known = [...EVENTS].join(', ');
  const error = new AppError('not-found', 'unknown-event', `There is no event of this name; send ${known}.`);
  const problem = problemOf(error, socketPlace(socket, event.slice(0, SHOWN_NAME)));
  if (typeof acknowledge === 'function') acknowledge(problem);
  else socket.emit('exception', problem);
}
