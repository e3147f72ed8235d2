import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SystemClock } from '@app/platform';
import { extractPage } from './extract-page.js';
import type { PageExtractor } from './page-extractor.js';
import type { ReadingOptions } from './read-within-limits.js';
import { ReadingGate } from './reading-gate.js';

export type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** A server on loopback that gives one answer to everything and counts. */
export class PageServer {
  calls = 0;
  answer: Answer = (_request, response) => void response.end();
  private readonly server = createServer((request, response) => {
    this.calls += 1;
    this.answer(request, response);
  });

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return this;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

/** On the test's own thread, where coverage and the debugger see it. */
export const inlineExtractor: PageExtractor = { extract: async (page) => extractPage(page) };

export const PLAIN_OPTIONS = (): ReadingOptions => ({
  clock: new SystemClock(),
  extractor: inlineExtractor,
  gate: new ReadingGate(),
});
