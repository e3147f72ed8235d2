import type { ArgumentsHost } from '@nestjs/common';
import { newId, RandomIds } from '@app/platform';
import type { Request } from 'express';
import type { Socket } from 'socket.io';
import type { ProblemPlace } from '../filters/problem.js';
import { publicUrlOf } from './public-url.js';

const ids = new RandomIds();

/** pino-http gives a request its id before anything of ours sees it; refused before that, it gets one here. */
type Identified = Request & { id?: string };

function newRequestId(): string {
  return newId('req', ids);
}

export function httpPlace(request: Identified): ProblemPlace {
  const path = request.originalUrl;
  const query = path.indexOf('?');
  return {
    base: publicUrlOf(request.app, request.headers, request.protocol === 'https'),
    instance: query === -1 ? path : path.slice(0, query),
    requestId: (request.id ??= newRequestId()),
  };
}

/** `event` names the socket event that failed; the handshake is `connect`. */
export function socketPlace(socket: Socket, event: string, requestId = newRequestId()): ProblemPlace {
  const { headers, secure } = socket.handshake;
  return {
    base: publicUrlOf(socket.nsp.server, headers, secure),
    instance: `${socket.nsp.name}#${event}`,
    requestId,
  };
}

/** An id for each socket event, kept with its payload: an event has no header of its own. */
const eventIds = new WeakMap<object, string>();

/** Where a call came in, whichever wire it came by. */
export function placeOf(host: ArgumentsHost): ProblemPlace {
  if (host.getType() === 'http') return httpPlace(host.switchToHttp().getRequest());
  const ws = host.switchToWs();
  return socketPlace(ws.getClient(), ws.getPattern(), eventId(ws.getData()));
}

function eventId(payload: unknown): string {
  if (typeof payload !== 'object' || payload === null) return newRequestId();
  const known = eventIds.get(payload) ?? newRequestId();
  eventIds.set(payload, known);
  return known;
}
