import { NotFoundException } from '@nestjs/common';
import type { HttpAdapterHost } from '@nestjs/core';
import { AppError, failureOn } from '@app/platform';
import type { PinoLogger } from 'nestjs-pino';
import { httpContext, socketContext } from '../testing.js';
import { isNews } from './failure-level.js';
import type { Problem } from './problem.js';
import { ProblemFilter } from './problem.filter.js';

class FakeResponse {
  statusCode = 200;
  readonly headers: Record<string, string> = {};
  body = '';
  headersSent = false;
  destroyed = false;
  setHeader(name: string, value: string): void {
    this.headers[name] = value;
  }

  end(body: string): void {
    this.body = body;
  }

  destroy(): void {
    this.destroyed = true;
  }
}

function setUp() {
  const stack = [{ route: { methods: { post: true } }, match: (path: string) => path === '/v1/chat' }];
  const adapter = {
    httpAdapter: { getInstance: () => ({ router: { stack } }) },
  } as unknown as HttpAdapterHost;
  const logger = { info: jest.fn(), error: jest.fn() };
  const filter = new ProblemFilter(adapter, logger as unknown as PinoLogger);
  const response = new FakeResponse();
  // By another name: the linter takes every `catch` for a promise's.
  const handle = filter.catch.bind(filter);
  let failure: ReturnType<typeof failureOn>;
  const answerTo = (thrown: unknown, request: object = {}) => {
    const context = httpContext({ method: 'GET', path: '/v1/chat', id: 'req-1', ...request }, response);
    handle(thrown, context);
    failure = failureOn(context.switchToHttp().getRequest());
    return response.body ? (JSON.parse(response.body) as Problem) : undefined;
  };
  return { handle, logger, response, answerTo, failureOf: () => failure };
}

describe(ProblemFilter.name, () => {
  it('answers with a problem, its status and its id', () => {
    const { response, answerTo } = setUp();
    const problem = answerTo(
      new AppError('rate-limit-exceeded', 'x', 'Slow down.', { retryAfterSeconds: 7 }),
    );
    expect(problem).toMatchObject({ status: 429, request_id: 'req-1', instance: '/v1/chat' });
    expect(response.statusCode).toBe(429);
    expect(response.headers).toMatchObject({
      'Content-Type': 'application/problem+json; charset=utf-8',
      'X-Request-ID': 'req-1',
      'Retry-After': '7',
    });
  });

  it('says how to authenticate', () => {
    const { response, answerTo } = setUp();
    answerTo(new AppError('unauthenticated', 'x', 'x'));
    expect(response.headers['WWW-Authenticate']).toContain('Bearer');
  });

  it('tells a wrong method from a wrong address', () => {
    const { response, answerTo } = setUp();
    expect(answerTo(new NotFoundException())).toMatchObject({
      status: 405,
      detail: 'GET is not allowed here; use POST.',
    });
    expect(response.headers.Allow).toBe('POST');
    expect(setUp().answerTo(new NotFoundException(), { path: '/v2' })).toMatchObject({ status: 404 });
  });

  it('never lets out what nobody foresaw', () => {
    const { response, answerTo, failureOf } = setUp();
    const problem = answerTo(new TypeError('undefined is not the secret'));
    expect(problem).toMatchObject({ status: 500, type: expect.stringMatching(/\/errors\/internal$/) });
    expect(response.body).not.toContain('secret');
    expect(failureOf()).toMatchObject({ level: 'error', error: { cause: expect.any(TypeError) } });
  });

  it.each([
    ['error', 'provider-failed', {}],
    ['error', 'deadline-exceeded', {}],
    ['info', 'deadline-exceeded', { 'x-request-timeout': '1' }],
    ['info', 'validation-failed', {}],
  ] as const)('is logged at %s: %s with %j', (level, kind, headers) => {
    const { answerTo, failureOf } = setUp();
    answerTo(new AppError(kind, 'x', 'x'), { headers });
    expect(failureOf()).toMatchObject({ level, error: { kind } });
  });

  it('cuts a response off that has begun', () => {
    const { response, answerTo } = setUp();
    response.headersSent = true;
    expect(answerTo(new Error('x'))).toBeUndefined();
    expect(response.destroyed).toBe(true);
  });

  const socket = { nsp: { name: '/chat' }, handshake: { headers: {}, secure: true }, emit: jest.fn() };

  it('acknowledges a socket event with the problem', () => {
    const { handle, logger } = setUp();
    const acknowledge = jest.fn();
    handle(new AppError('not-found', 'x', 'x'), socketContext(socket, {}, acknowledge));
    expect(acknowledge).toHaveBeenCalledWith(
      expect.objectContaining({
        status: 404,
        instance: '/chat#chat:create',
        type: 'https://localhost/errors/not-found',
      }),
    );
    expect(logger.info).toHaveBeenCalledTimes(1);
  });

  it('is not told twice where the event’s own line has told it', () => {
    const { handle, logger } = setUp();
    const error = new AppError('provider-failed', 'x', 'x');
    isNews(error);
    handle(error, socketContext(socket, {}, jest.fn()));
    expect(logger.error).not.toHaveBeenCalled();
  });

  it('emits the problem where the client asked for no acknowledgement', () => {
    const { handle, logger } = setUp();
    handle(new Error('x'), socketContext(socket, 'text'));
    expect(socket.emit).toHaveBeenCalledWith('exception', expect.objectContaining({ status: 500 }));
    expect(logger.error).toHaveBeenCalledTimes(1);
  });
});
