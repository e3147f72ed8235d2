import type { ServerResponse } from 'node:http';

/** A small JSON answer of the sandbox's own, off the hot path. */
export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  const text = JSON.stringify(body);
  response
    .writeHead(status, {
      'content-type': 'application/json; charset=utf-8',
      'content-length': Buffer.byteLength(text),
    })
    .end(text);
}

export function sendNothing(response: ServerResponse): void {
  response.writeHead(204).end();
}
