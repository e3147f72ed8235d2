import { lastValueFrom, of, throwError } from 'rxjs';
import type { Caller } from '@app/access';
import { ledgerKey, Money, type PostedAttempt } from '@app/cost';
import { AppError, type AppConfig, failureOn } from '@app/platform';
import { FakeClock, SequentialIds } from '@app/platform/testing';
import { Redactor } from '@app/privacy';
import type { PinoLogger } from 'nestjs-pino';
import { accountOf, exchangeOf, redactionOf } from '../chat/exchange.js';
import type { ChatMetrics } from '../metrics/chat-metrics.js';
import { SEARCH_EXAMPLE } from '../openapi/examples.js';
import { answer, httpContext, socketContext } from '../testing.js';
import { CostInterceptor } from './cost.interceptor.js';
import { PiiInterceptor } from './pii.interceptor.js';

const socket = (caller?: Caller) => ({
  nsp: { name: '/chat' },
  handshake: { headers: {}, secure: false },
  data: { caller },
});
const nothing = { handle: () => of(undefined) };

describe(PiiInterceptor.name, () => {
  const interceptor = new PiiInterceptor(new Redactor({ features: { piiRedaction: true } } as AppConfig));
  const body = { message: 'I am jane@example.com', options: { system: 'Ask joe@example.com, 123-45-6789' } };

  it.each([
    ['request', httpContext({ body })],
    ['socket event', socketContext(socket(), body)],
  ])('lays the redacted texts beside the %s and leaves it as it came', async (_wire, context) => {
    const before = structuredClone(body);
    await lastValueFrom(interceptor.intercept(context, nothing));
    expect(redactionOf(exchangeOf(context))).toEqual({
      message: 'I am [REDACTED_EMAIL]',
      system: 'Ask [REDACTED_EMAIL], [REDACTED_SSN]',
      counts: { email: 2, ssn: 1 },
    });
    expect(body).toEqual(before);
  });

  it('redacts a message without options', () => {
    const context = httpContext({ body: { message: 'a@b.io', options: null } });
    interceptor.intercept(context, nothing);
    expect(redactionOf(exchangeOf(context))).toEqual({ message: '[REDACTED_EMAIL]', counts: { email: 1 } });
  });

  it('redacts what is searched for', () => {
    const context = httpContext({ body: { query: 'who is a@b.io' } });
    interceptor.intercept(context, nothing);
    expect(redactionOf(exchangeOf(context))).toEqual({
      message: 'who is [REDACTED_EMAIL]',
      counts: { email: 1 },
    });
  });

  it.each([
    ['no body', undefined],
    ['null', null],
    ['a list', []],
    ['no message', {}],
    ['a number', { message: 7 }],
    ['far too long a message', { message: 'x'.repeat(64_001) }],
  ])('gives no handler a text from what validation refuses: %s', (_what, refused) => {
    const context = httpContext({ body: refused });
    interceptor.intercept(context, nothing);
    expect(() => redactionOf(exchangeOf(context))).toThrow('redactor');
  });

  it('never lets a question pass when the redactor fails', () => {
    const broken = {
      redact: () => {
        throw new Error('broken');
      },
    } as unknown as Redactor;
    expect(() => new PiiInterceptor(broken).intercept(httpContext({ body }), nothing)).toThrow('broken');
  });
});

describe(CostInterceptor.name, () => {
  const caller: Caller = {
    keyId: 'key_1',
    ownerId: 'key_1',
    roles: ['chat'],
    organisation: 'o',
    team: null,
    costCenter: null,
  };
  const attempt = { cost: Money.fromDecimal('0.0000425') } as PostedAttempt;

  function setUp(costTracking = true) {
    const metrics = { record: jest.fn(), recordCost: jest.fn() };
    const logger = { info: jest.fn(), error: jest.fn() };
    const clock = new FakeClock();
    const config = { access: { appSecretKey: null }, features: { costTracking } } as AppConfig;
    const interceptor = new CostInterceptor(
      metrics as unknown as ChatMetrics,
      clock,
      config,
      logger as unknown as PinoLogger,
      new SequentialIds(),
    );
    return { metrics, logger, clock, interceptor };
  }

  it('must not book two requests of one client’s id as one', () => {
    const { interceptor } = setUp();
    const booked = [1, 2].map(() => {
      const context = httpContext({ caller, id: 'mine', headers: { 'x-request-id': 'mine' } });
      interceptor.intercept(context, nothing);
      expect(exchangeOf(context).place.requestId).toBe('mine');
      return accountOf(exchangeOf(context)).requestId;
    });
    expect(new Set(booked).size).toBe(2);
    for (const id of booked) expect(id).toMatch(/^mine~[\w-]{8}$/);
  });

  it('opens the account of the caller’s key', () => {
    const context = httpContext({ caller });
    setUp().interceptor.intercept(context, nothing);
    expect(accountOf(exchangeOf(context))).toMatchObject({
      requestId: exchangeOf(context).place.requestId,
      payer: { keyId: 'key_1', organisation: 'o', team: null, costCenter: null },
    });
  });

  it('books what was asked under a key with what tells it apart', () => {
    const context = httpContext({ caller, headers: { 'idempotency-key': 'mine' } });
    setUp().interceptor.intercept(context, nothing);
    const { idempotencyKey } = accountOf(exchangeOf(context));
    expect(idempotencyKey).toBe(ledgerKey({ owner: 'key_1', key: 'mine' }));
    expect(idempotencyKey).not.toContain('mine');
  });

  const failed = () => new AppError('provider-failed', 'overloaded', 'x', { cause: new Error('529') });

  it('must not lose why a stream failed', () => {
    const error = failed();
    const context = httpContext({ caller }, { headersSent: true });
    setUp().interceptor.intercept(context, nothing);
    exchangeOf(context).end('error', answer, error);
    expect(failureOn(context.switchToHttp().getRequest())).toEqual({ error, level: 'error' });
  });

  it('must not fill the log with stacks of what is refused by design', () => {
    const context = httpContext({ caller }, { headersSent: true });
    setUp().interceptor.intercept(context, nothing);
    const error = new AppError('service-unavailable', 'overloaded', 'x');
    exchangeOf(context).end('error', answer, error);
    expect(failureOn(context.switchToHttp().getRequest())).toEqual({ error, level: 'warn' });
  });

  it('must not lose why a socket’s answer failed', () => {
    const { interceptor, logger } = setUp();
    const error = failed();
    const context = socketContext(socket(caller), {});
    interceptor.intercept(context, nothing);
    exchangeOf(context).end('error', answer, error);
    expect(logger.error).toHaveBeenCalledWith(expect.objectContaining({ error }), 'Chat request failed');
    expect(logger.info).not.toHaveBeenCalled();
  });

  it('writes the exact cost into the header and what happened into the metrics', async () => {
    const { interceptor, metrics, clock } = setUp();
    const setHeader = jest.fn();
    const context = httpContext({ caller }, { setHeader });
    interceptor.intercept(context, nothing);
    accountOf(exchangeOf(context)).post(attempt);
    await clock.advance(1_500);
    exchangeOf(context).end('success', answer);
    expect(setHeader).toHaveBeenCalledWith('X-Request-Cost', '0.0000425');
    expect(metrics.record).toHaveBeenCalledWith({
      provider: 'openai',
      model: 'gpt-4o-mini',
      outcome: 'success',
      seconds: 1.5,
    });
    expect(metrics.recordCost.mock.calls).toEqual([[attempt]]);
  });

  it('must not lose what comes to be known after the end', () => {
    const { interceptor, metrics, logger } = setUp();
    const context = socketContext(socket(caller), {});
    interceptor.intercept(context, nothing);
    const account = accountOf(exchangeOf(context));
    account.began();
    exchangeOf(context).end('cancelled', answer);
    expect(logger.info).not.toHaveBeenCalled();
    account.post(attempt);
    account.ended();
    expect(metrics.recordCost.mock.calls).toEqual([[attempt]]);
    expect(logger.info.mock.calls[0][0]).toMatchObject({ status: 'cancelled', cost_usd: 0.0000425 });
  });

  it('tells no costs where they are not tracked, and keeps the account all the same', () => {
    const { interceptor, metrics, logger } = setUp(false);
    const context = socketContext(socket(caller), {});
    interceptor.intercept(context, nothing);
    accountOf(exchangeOf(context)).post(attempt);
    exchangeOf(context).end('success', answer);
    expect(accountOf(exchangeOf(context)).total).toEqual(attempt.cost);
    expect(metrics.recordCost).not.toHaveBeenCalled();
    expect(logger.info.mock.calls[0][0]).not.toHaveProperty('cost_usd');
    const setHeader = jest.fn();
    const http = httpContext({ caller }, { setHeader });
    interceptor.intercept(http, nothing);
    exchangeOf(http).end('success', answer);
    expect(setHeader).not.toHaveBeenCalled();
  });

  it('counts a search by its engine', () => {
    const { interceptor, metrics } = setUp();
    const request = { headers: {}, originalUrl: '/v1/search', caller };
    const context = httpContext(request, { setHeader: jest.fn() });
    interceptor.intercept(context, nothing);
    exchangeOf(context).end('success', SEARCH_EXAMPLE);
    expect(metrics.record).toHaveBeenCalledWith(
      expect.objectContaining({ provider: 'brave', model: 'search', outcome: 'success' }),
    );
  });

  it('writes no header into a stream that has begun', () => {
    const context = httpContext({ caller }, { headersSent: true });
    setUp().interceptor.intercept(context, nothing);
    expect(() => exchangeOf(context).end('success', answer)).not.toThrow();
  });

  it('gives an answer on a socket a log line of its own', () => {
    const { interceptor, logger } = setUp();
    const context = socketContext(socket(caller), {});
    interceptor.intercept(context, nothing);
    exchangeOf(context).end('incomplete', answer);
    expect(logger.info).toHaveBeenCalledTimes(1);
    expect(logger.info).toHaveBeenCalledWith(
      expect.objectContaining({
        status: 'incomplete',
        provider: 'openai',
        tokens: { prompt: 150, completion: 20, total: 170 },
        citations_found: 1,
        user_id: expect.stringMatching(/^user-/),
      }),
      expect.any(String),
    );
    expect(JSON.stringify(logger.info.mock.calls)).not.toContain('breaker');
  });

  it.each([
    ['a fault', new Error('x'), 'error'],
    ['a client that left', new AppError('client-closed', 'x', 'x'), 'cancelled'],
  ])('counts %s by how it ended', async (_what, thrown, outcome) => {
    const { interceptor, metrics } = setUp();
    const context = httpContext({ caller }, { setHeader: jest.fn() });
    const failing = interceptor.intercept(context, { handle: () => throwError(() => thrown) });
    await expect(lastValueFrom(failing)).rejects.toBe(thrown);
    expect(metrics.record).toHaveBeenCalledWith(
      expect.objectContaining({ outcome, provider: 'none', model: 'none' }),
    );
  });
});
