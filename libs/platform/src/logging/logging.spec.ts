import {
  createServer,
  get,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { pinoHttp } from 'pino-http';
import type { Options } from 'pino-http';
import type { DestinationStream } from 'pino';
import { loadConfig } from '../config/load-config.js';
import { AppError } from '../errors/app-error.js';
import { SequentialIds } from '../ids/sequential-ids.js';
import { FakeClock } from '../time/fake-clock.js';
import { traceIdOf } from './http-log.js';
import { awaitExchange, exchangeIsOver } from './late-line.js';
import { loggingParams } from './logging.module.js';
import { chatCompletedLog, failureOn, noteFailure, noteOnRequest } from './request-log.js';

type Line = Record<string, unknown> & { metadata?: Record<string, unknown>; error?: Record<string, unknown> };

/** A server that logs into an array; `respond` plays the application. */
class LoggedServer {
  readonly raw: string[] = [];
  private readonly server: Server;

  constructor(respond: (request: IncomingMessage, response: ServerResponse) => void) {
    const params = loggingParams(loadConfig({ LOG_LEVEL: 'DEBUG' }), {
      destination: { write: (line) => void this.raw.push(line) },
      clock: new FakeClock(),
      ids: new SequentialIds(),
    });
    const log = pinoHttp(...(params.pinoHttp as [Options, DestinationStream]));
    this.server = createServer((request, response) => {
      log(request, response);
      respond(request, response);
    });
  }

  get lines(): Line[] {
    return this.raw.map((line) => JSON.parse(line) as Line);
  }

  async listen(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
  }

  async close(): Promise<void> {
    await new Promise((resolve) => this.server.close(resolve));
  }

  async get(path: string, headers: OutgoingHttpHeaders = {}): Promise<IncomingMessage> {
    const { port } = this.server.address() as AddressInfo;
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      get({ port, path, headers, agent: false }, resolve).on('error', reject);
    });
    response.resume();
    await new Promise((resolve) => response.once('close', resolve));
    await new Promise((resolve) => setImmediate(resolve));
    return response;
  }
}

async function logged(
  respond: (request: IncomingMessage, response: ServerResponse) => void,
  path = '/v1/chat',
  headers: OutgoingHttpHeaders = {},
) {
  const server = new LoggedServer(respond);
  await server.listen();
  const response = await server.get(path, headers);
  await server.close();
  return { response, raw: server.raw, lines: server.lines };
}

describe('the log of a request', () => {
  it('is one line in the schema of the architecture document', async () => {
    const { lines } = await logged(
      (request, response) => {
        noteOnRequest(request, {
          user_id: 'user-0123456789abcdef',
          ...chatCompletedLog({
            status: 'success',
            provider: 'openai',
            model: 'gpt-4o',
            tokens: { prompt: 150, completion: 200, total: 350 },
            cost_usd: 0.0035,
            search_enabled: true,
            search_results: 5,
            citations_found: 3,
          }),
        });
        response.end('{}');
      },
      '/v1/chat',
      { 'user-agent': 'ChatBot-Client/1.0' },
    );
    expect(lines).toEqual([
      {
        timestamp: '2026-01-01T00:00:00.000Z',
        level: 'INFO',
        service: 'ai-chatbot',
        version: '1.0.0',
        request_id: expect.stringMatching(/^req-0+1$/),
        trace_id: expect.stringMatching(/^[0-9a-f]{32}$/),
        user_id: 'user-0123456789abcdef',
        event: 'chat_request_completed',
        message: 'Chat request processed successfully',
        duration_ms: expect.any(Number),
        provider: 'openai',
        model: 'gpt-4o',
        tokens: { prompt: 150, completion: 200, total: 350 },
        cost_usd: 0.0035,
        search_enabled: true,
        search_results: 5,
        citations_found: 3,
        status: 'success',
        metadata: {
          endpoint: '/v1/chat',
          method: 'GET',
          status_code: 200,
          user_agent: 'ChatBot-Client/1.0',
          ip_address: 'redacted',
        },
      },
    ]);
  });

  it('carries the request id and the trace of the caller, in every line and in the answer', async () => {
    const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
    const { lines, response } = await logged(
      (request, response) => {
        request.log.warn({ event: 'slow_search' }, 'search is slow');
        response.end(traceIdOf(request));
      },
      '/',
      { 'x-request-id': 'req-abc.123_X', traceparent: `00-${traceId}-00f067aa0ba902b7-01` },
    );
    expect(response.headers['x-request-id']).toBe('req-abc.123_X');
    expect(lines).toHaveLength(2);
    for (const line of lines) expect(line).toMatchObject({ request_id: 'req-abc.123_X', trace_id: traceId });
    expect(lines[0]).toMatchObject({ level: 'WARNING', event: 'slow_search' });
  });

  it.each(['a b', 'x'.repeat(129), '{"a":1}', 'a;b'])(
    'must not take over a hostile request id: %s',
    async (id) => {
      const { lines } = await logged((_request, response) => response.end(), '/', { 'x-request-id': id });
      expect(lines[0]?.request_id).toMatch(/^req-[A-Za-z0-9_-]+$/);
    },
  );

  it('makes a trace of its own where the traceparent is not one', async () => {
    const traceparent = `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`;
    const { lines } = await logged((_request, response) => response.end(), '/', { traceparent });
    expect(lines[0]?.trace_id).toMatch(/^(?!0{32})[0-9a-f]{32}$/);
  });

  it('must not leak headers, cookies or the values of a query', async () => {
    const { raw } = await logged((_request, response) => response.end(), '/v1/costs?token=canary', {
      authorization: 'Bearer canary',
      'x-api-key': 'canary',
      cookie: 'canary',
    });
    expect(raw.join('')).not.toContain('canary');
    expect(raw.join('')).toContain('"endpoint":"/v1/costs"');
  });

  it.each([
    ['/health/live', 200, 'DEBUG'],
    ['/metrics', 200, 'DEBUG'],
    ['/health/ready', 503, 'WARNING'],
    ['/healthy', 200, 'INFO'],
    ['/metrics', 404, 'INFO'],
    ['/METRICS', 404, 'INFO'],
    ['/v1/chat', 404, 'INFO'],
    ['/v1/chat', 500, 'ERROR'],
  ])('logs %s with %i at %s', async (path, status, level) => {
    const { lines } = await logged((_request, response) => response.writeHead(status).end(), path);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({ level, metadata: { status_code: status } });
  });

  it('tells the error that the application left on the response', async () => {
    const { lines } = await logged((_request, response) => {
      const cause = Object.assign(new Error('canary body'), { code: 'ECONNRESET' });
      response.err = new AppError('provider-failed', 'reset', 'The provider broke off.', { cause });
      response.writeHead(502).end();
    });
    expect(lines[0]).toMatchObject({
      level: 'ERROR',
      event: 'request_failed',
      message: 'Request failed',
      status: 'error',
      error: {
        name: 'AppError',
        kind: 'provider-failed',
        code: 'reset',
        cause: { name: 'Error', code: 'ECONNRESET' },
      },
    });
    expect(JSON.stringify(lines)).not.toContain('canary');
  });

  const refused = () => {
    const cause = Object.assign(new Error('canary body'), { code: 'ECONNRESET', status: 529 });
    return new AppError('provider-failed', 'overloaded', 'canary detail', { cause });
  };

  it('must not lose why a stream failed that has sent its 200', async () => {
    const { lines } = await logged((request, response) => {
      noteFailure(request, { error: refused(), level: 'error' });
      response.writeHead(200).end();
    });
    expect(lines[0]).toMatchObject({
      level: 'ERROR',
      error: {
        kind: 'provider-failed',
        code: 'overloaded',
        stack: expect.any(String),
        cause: { name: 'Error', code: 'ECONNRESET', status: 529 },
      },
      metadata: { status_code: 200 },
    });
  });

  it('tells what a caller brought about by names and codes alone', async () => {
    const { lines } = await logged((request, response) => {
      noteFailure(request, { error: refused(), level: 'info' });
      expect(failureOn(request)?.level).toBe('info');
      response.writeHead(504).end();
    });
    expect(lines[0]?.level).toBe('INFO');
    expect(lines[0]?.error).toEqual({
      name: 'AppError',
      kind: 'provider-failed',
      code: 'overloaded',
      cause: { name: 'Error', code: 'ECONNRESET', status: 529 },
    });
  });

  it('must not log a request or a response as a whole', async () => {
    const { lines } = await logged(
      (request, response) => {
        request.log.info({ req: request, res: response }, 'looked at');
        response.end();
      },
      '/',
      { 'x-request-id': 'req-1', cookie: 'canary' },
    );
    expect(lines[0]).toMatchObject({ message: 'looked at', req: 'req-1' });
    expect(JSON.stringify(lines)).not.toContain('canary');
  });

  it('waits for what a client that left had begun', async () => {
    let request: IncomingMessage | undefined;
    const server = new LoggedServer((asked, response) => {
      request = asked;
      awaitExchange(asked);
      response.destroy();
    });
    await server.listen();
    await server.get('/v1/chat').catch(() => undefined);
    expect(server.lines).toEqual([]);
    noteOnRequest(request!, {
      ...chatCompletedLog({ status: 'cancelled', provider: 'openai', cost_usd: 0.0035 }),
    });
    exchangeIsOver(request!);
    exchangeIsOver(request!);
    await server.close();
    expect(server.lines).toEqual([
      expect.objectContaining({
        level: 'INFO',
        event: 'chat_request_cancelled',
        request_id: expect.stringMatching(/^req-0+1$/),
        trace_id: expect.stringMatching(/^[0-9a-f]{32}$/),
        cost_usd: 0.0035,
        metadata: expect.objectContaining({ endpoint: '/v1/chat' }),
      }),
    ]);
  });

  it('must not wait where the exchange is over first, or the client stayed', async () => {
    for (const end of [
      (request: IncomingMessage, response: ServerResponse) => {
        exchangeIsOver(request);
        response.destroy();
      },
      (_request: IncomingMessage, response: ServerResponse) => void response.end(),
    ]) {
      const server = new LoggedServer((request, response) => {
        awaitExchange(request);
        end(request, response);
      });
      await server.listen();
      await server.get('/v1/chat').catch(() => undefined);
      await server.close();
      expect(server.lines).toHaveLength(1);
    }
  });

  it('has no error where nobody left one', async () => {
    const { lines } = await logged((_request, response) => response.writeHead(503).end());
    expect(lines[0]).not.toHaveProperty('error');
  });

  it('says when the client went away before the end', async () => {
    const { lines } = await logged((_request, response) => {
      response.write('half');
      setImmediate(() => response.destroy());
    });
    expect(lines).toEqual([expect.objectContaining({ event: 'request_cancelled', status: 'cancelled' })]);
  });

  it('must not break a line, whatever stands in a field', async () => {
    const hostile = 'a\r\nb\u001b[31m\u2028c\u2029\u0085\u009b2J';
    const { raw } = await logged((request, response) => {
      request.log.info({ event: hostile, nested: { [hostile]: hostile } }, hostile);
      response.end();
    });
    const [line = ''] = raw;
    // oxlint-disable-next-line no-control-regex
    expect(line).toMatch(/^[^\u0000-\u001f\u007f-\u009f\u2028\u2029]+\n$/);
    expect(JSON.parse(line)).toMatchObject({
      event: hostile,
      message: hostile,
      nested: { [hostile]: hostile },
    });
  });
});
