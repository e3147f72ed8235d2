import type { ChatEvent } from '@app/chat';
import { io, type Socket } from 'socket.io-client';
import type { Problem } from '../../../apps/api/src/filters/problem.js';
import { KEY } from './house.js';

export type Acknowledgement = { readonly response_id: string } & Partial<Problem>;

export function connect(url: string, auth: object = { apiKey: KEY }, options: object = {}): Socket {
  return io(`${url}/chat`, {
    auth,
    transports: ['websocket'],
    reconnection: false,
    forceNew: true,
    ...options,
  });
}

/** Resolves when the socket stands; rejects with the problem it was refused with. */
export function connected(socket: Socket): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('connect_error', reject);
  });
}

export async function emit(socket: Socket, event: string, body: unknown): Promise<Acknowledgement> {
  return (await socket.timeout(30_000).emitWithAck(event, body)) as Acknowledgement;
}

/** All events until the terminal one. */
export function answerOn(socket: Socket): Promise<ChatEvent[]> {
  const events: ChatEvent[] = [];
  return new Promise((resolve) => {
    socket.on('chat:event', (event: ChatEvent) => {
      events.push(event);
      if (/^response\.(?!created)/.test(event.type)) resolve(events);
    });
  });
}
