import type { ArgumentsHost, ExecutionContext } from '@nestjs/common';
import type { ChatEvent, ChatResponse } from '@app/chat';
import { ANSWER_EXAMPLE } from './openapi/examples.js';

// Fakes for the tests of this app.

class Handler {}

interface Call {
  readonly type: 'http' | 'ws';
  readonly args: readonly unknown[];
}

function contextOf({ type, args }: Call): ExecutionContext & ArgumentsHost {
  const at = (index: number) => () => args[index];
  return {
    getType: () => type,
    getArgs: () => args,
    getArgByIndex: (index: number) => args[index],
    getHandler: () => Handler,
    getClass: () => Handler,
    switchToHttp: () => ({ getRequest: at(0), getResponse: at(1), getNext: at(2) }),
    switchToWs: () => ({ getClient: at(0), getData: at(1), getPattern: at(3) }),
  } as unknown as ExecutionContext & ArgumentsHost;
}

export function httpContext(request: object, response: object = {}) {
  return contextOf({
    type: 'http',
    args: [{ headers: {}, originalUrl: '/v1/chat', protocol: 'http', ...request }, response],
  });
}

export function socketContext(socket: object, payload: unknown, acknowledge?: unknown) {
  return contextOf({ type: 'ws', args: [socket, payload, acknowledge, 'chat:create'] });
}

export const answer = ANSWER_EXAMPLE as unknown as ChatResponse;

/** An event of the answer above; `seq` 1 unless told. */
export function eventOf(type: ChatEvent['type'], data: unknown, seq = 1): ChatEvent {
  return { v: 1, seq, response_id: answer.id, ts: answer.timestamp, type, data } as unknown as ChatEvent;
}

export async function* streamOf(...events: readonly (ChatEvent | Error)[]): AsyncGenerator<ChatEvent> {
  for (const event of events) {
    await Promise.resolve();
    if (event instanceof Error) throw event;
    yield event;
  }
}
