import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PromptCache } from './answering/prompt-cache.js';
import { Bill } from './bill/bill.js';
import { BillFile } from './bill/bill-file.js';
import { Corpus } from './corpus/corpus.js';
import { findNodeModules } from './corpus/find-node-modules.js';
import { FaultRules } from './faults/fault-rules.js';
import { createRouter } from './routes.js';
import { controlError } from './http/control.js';
import { BodyCutOff, BodyTooLarge } from './http/read-body.js';
import type { Router } from './http/router.js';

export interface SandboxOptions {
  /** 0 takes a free one. */
  readonly port: number;
  /** Default 127.0.0.1. */
  readonly host?: string;
  readonly billFile?: string;
  /** The most lines of the bill kept in memory. */
  readonly billLimit?: number;
  /** Whose documentation is searched; default: what this package has installed. */
  readonly nodeModules?: string;
  /** What is searched instead, where somebody has built it already: it costs seconds of processor time. */
  readonly corpus?: Corpus;
  /** Epoch milliseconds. */
  readonly now?: () => number;
}

export interface Sandbox {
  readonly url: string;
  readonly port: number;
  /** Drops what is under way, writes the bill out and stops listening. */
  close(): Promise<void>;
}

/** Longer than clients keep idle connections, so that none of them is closed under a request. Milliseconds. */
const KEEP_ALIVE_MS = 75_000;

/** Listens at once; the search index is built behind it. Rejects when the port is taken. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { host = '127.0.0.1', now = Date.now } = options;
  const file = options.billFile === undefined ? undefined : new BillFile(options.billFile, logBillError);
  const desk = { bill: new Bill({ now, file, limit: options.billLimit }), rules: new FaultRules(), now };
  const corpus = inBackground(
    async () => options.corpus ?? Corpus.build(options.nodeModules ?? findNodeModules(import.meta.dirname)),
  );
  const router = createRouter({ desk, cache: new PromptCache(now), corpus: corpus.get });
  const server = createServer(
    { keepAliveTimeout: KEEP_ALIVE_MS },
    (request, response) => void dispatch(router, request, response),
  );
  const port = await listen(server, options.port, host);
  corpus.start();
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${port}`,
    port,
    close: async () => {
      corpus.forget();
      await stop(server);
      await file?.close();
    },
  };
}

async function dispatch(router: Router, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { handler, path, query } = router.find(request);
  if (!handler) {
    const message = router.knows(path)
      ? `Not allowed to ${request.method} on ${path}`
      : `Invalid URL (${request.method} ${path})`;
    return controlError(response, router.knows(path) ? 405 : 404, null, message);
  }
  try {
    await handler(request, response, query, path);
  } catch (error) {
    if (error instanceof BodyTooLarge) return controlError(response, 413, 'body', 'the body is too large');
    if (!(error instanceof BodyCutOff)) console.error('sandbox:', error);
    response.destroy();
  }
}

/** Started a moment after listening, or by the first who needs it. */
function inBackground<T>(make: () => Promise<T>): {
  get: () => Promise<T>;
  start: () => void;
  forget: () => void;
} {
  let made: Promise<T> | undefined;
  let timer: NodeJS.Immediate | undefined;
  const get = (): Promise<T> => (made ??= make());
  return {
    get,
    start: () => {
      timer = setImmediate(
        () => void get().catch((error: unknown) => console.error('sandbox: no search index:', error)),
      );
    },
    forget: () => clearImmediate(timer),
  };
}

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port));
  });
}

function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

const logBillError = (error: unknown): void =>
  console.error('sandbox: the bill file cannot be written:', error);
