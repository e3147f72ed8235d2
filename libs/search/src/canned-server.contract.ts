import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

export interface CannedAnswer {
  readonly status?: number;
  readonly body?: string;
  /** Nothing comes, and the socket stays; after the head where there is a status. */
  readonly hang?: boolean;
  /** The socket is torn; after the head where there is a status. */
  readonly reset?: boolean;
}

export function recorded(name: string): CannedAnswer {
  return { body: readFileSync(join(__dirname, 'searxng', 'fixtures', `${name}.json`), 'utf8') };
}

/** A search engine that gives one canned answer and remembers what it was asked. */
export class CannedServer {
  readonly requests: { readonly url: URL; readonly headers: IncomingMessage['headers'] }[] = [];
  answer: CannedAnswer = {};
  private readonly server = createServer((request, response) => this.reply(request, response));

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return this;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private reply(request: IncomingMessage, response: ServerResponse): void {
    this.requests.push({ url: new URL(request.url ?? '', this.url), headers: request.headers });
    const { status, body = '', hang, reset } = this.answer;
    if (status !== undefined || !(hang || reset)) {
      response.writeHead(status ?? 200, { 'content-type': 'application/json' }).flushHeaders();
    }
    // The head leaves before the socket is torn.
    if (reset) setTimeout(() => response.socket?.resetAndDestroy(), 10);
    else if (!hang) response.end(body);
  }
}
