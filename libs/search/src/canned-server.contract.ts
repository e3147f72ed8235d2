import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

export interface CannedAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Nothing comes, and the socket stays; after the head where there is a status. */
  readonly hang?: boolean;
  /** The socket is torn; after the head where there is a status. */
  readonly reset?: boolean;
}

export interface CannedRequest {
  readonly method: string | undefined;
  readonly url: URL;
  readonly headers: IncomingMessage['headers'];
  /** Null for a request without a body. */
  readonly body: Record<string, unknown> | null;
}

export function recorded(name: string, vendor = 'searxng'): CannedAnswer {
  return { body: readFileSync(join(__dirname, vendor, 'fixtures', `${name}.json`), 'utf8') };
}

/** A search engine that gives one canned answer and remembers what it was asked. */
export class CannedServer {
  readonly requests: CannedRequest[] = [];
  answer: CannedAnswer = {};
  private readonly server = createServer((request, response) => void this.reply(request, response));

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

  private async reply(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const sent = Buffer.concat(await request.toArray()).toString();
    const { method, headers } = request;
    const url = new URL(request.url ?? '', this.url);
    const parsed = sent === '' ? null : (JSON.parse(sent) as Record<string, unknown>);
    this.requests.push({ method, url, headers, body: parsed });
    const { status, body = '', hang, reset } = this.answer;
    if (status !== undefined || !(hang || reset)) {
      const head = { 'content-type': 'application/json', ...this.answer.headers };
      response.writeHead(status ?? 200, head).flushHeaders();
    }
    // The head leaves before the socket is torn.
    if (reset) setTimeout(() => response.socket?.resetAndDestroy(), 10);
    else if (!hang) response.end(body);
  }
}
