import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

/** One line of a fixture: the head, or one thing that is written at once. */
export interface ReplayStep {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** An SSE message, with its name where the vendor gives one. */
  readonly data?: unknown;
  readonly event?: string;
  /** As it stands; `repeat` times. */
  readonly text?: string;
  readonly repeat?: number;
  readonly base64?: string;
  /** A whole JSON body. */
  readonly body?: unknown;
  /** The socket is torn. */
  readonly reset?: boolean;
  /** Nothing more comes, and the socket stays. */
  readonly hang?: boolean;
}

export interface SeenRequest {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Record<string, unknown>;
}

export function fixture(...path: string[]): ReplayStep[] {
  const lines = readFileSync(join(__dirname, ...path), 'utf8')
    .trim()
    .split('\n');
  return lines.map((line) => JSON.parse(line) as ReplayStep);
}

/** An address where nobody listens. */
export async function unusedAddress(): Promise<string> {
  const server = await new ReplayServer().start();
  const { url } = server;
  await server.stop();
  return url;
}

/** A vendor that answers with recorded-style fixtures, one write a line, and remembers what it was asked. */
export class ReplayServer {
  readonly requests: SeenRequest[] = [];
  sockets = 0;
  private steps: readonly ReplayStep[] = [];
  private tellLeft: () => void = () => {};
  private leaving = Promise.resolve();
  private readonly server = createServer((request, response) => void this.answer(request, response));

  async start(): Promise<this> {
    this.server.on('connection', () => (this.sockets += 1));
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return this;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Resolves when a client leaves before the answer's end. */
  get clientLeft(): Promise<void> {
    return this.leaving;
  }

  replay(steps: readonly ReplayStep[]): void {
    this.steps = steps;
    this.leaving = new Promise((resolve) => (this.tellLeft = resolve));
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const body = JSON.parse(Buffer.concat(parts).toString() || '{}') as Record<string, unknown>;
    this.requests.push({ path: request.url ?? '', headers: request.headers, body });
    response.on('close', () => response.writableEnded || this.tellLeft());
    for (const step of this.steps) {
      if (step.hang || response.destroyed) return;
      this.write(step, response);
      // Each line is a chunk of its own on the wire.
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    response.end();
  }

  private write(step: ReplayStep, response: ServerResponse): void {
    if (step.reset) response.socket?.resetAndDestroy();
    else if (step.status) response.writeHead(step.status, step.headers).flushHeaders();
    else response.write(bytesOf(step));
  }
}

function bytesOf({ data, event, text, repeat = 1, base64, body }: ReplayStep): Buffer {
  if (base64 !== undefined) return Buffer.from(base64, 'base64');
  if (body !== undefined) return Buffer.from(JSON.stringify(body));
  if (text !== undefined) return Buffer.from(text.repeat(repeat));
  return Buffer.from(`${event === undefined ? '' : `event: ${event}\n`}data: ${JSON.stringify(data)}\n\n`);
}
