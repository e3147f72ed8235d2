import type { IncomingMessage, ServerResponse } from 'node:http';
import { sendJson } from './send.js';

const LOOPBACK = /^(?:::ffff:)?127\.\d+\.\d+\.\d+$|^::1$/;

/** The control routes are for this machine alone, whatever address the sandbox listens on. */
export const isFromThisMachine = (request: IncomingMessage): boolean =>
  LOOPBACK.test(request.socket.remoteAddress ?? '');

export function controlError(
  response: ServerResponse,
  status: number,
  field: string | null,
  message: string,
): void {
  sendJson(response, status, { error: { message, field } });
}
