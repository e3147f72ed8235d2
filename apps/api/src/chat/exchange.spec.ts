import type { ExecutionContext } from '@nestjs/common';
import { httpContext, socketContext } from '../testing.js';
import { accountOf, ChatExchange, exchangeOf, redactionOf } from './exchange.js';

const socket = { nsp: { name: '/chat' }, handshake: { headers: { host: 'localhost:8000' }, secure: false } };

describe(exchangeOf.name, () => {
  it.each([
    ['request', httpContext({ headers: { host: 'localhost:8000' } })],
    ['socket event', socketContext(socket, { message: 'Hi' })],
  ] as [string, ExecutionContext][])(
    'is the same for one %s however often it is asked for',
    (_wire, context) => {
      const exchange = exchangeOf(context);
      expect(exchangeOf(context)).toBe(exchange);
      expect(exchange.place).toMatchObject({
        base: 'http://localhost:8000',
        requestId: expect.stringMatching(/^req-/),
      });
    },
  );

  it.each([undefined, null, 'text', 7, [[]]])('refuses the socket event that carries %j', (payload) => {
    expect(() => exchangeOf(socketContext(socket, payload))).toThrow('must carry one JSON object');
  });
});

describe(ChatExchange.name, () => {
  it('ends once', () => {
    const exchange = exchangeOf(httpContext({}));
    const onEnd = jest.fn();
    exchange.onEnd = onEnd;
    exchange.end('success', null);
    exchange.end('error', null);
    expect(onEnd.mock.calls).toEqual([['success', null, undefined]]);
  });

  it('never hands an unredacted text or no account to a handler', () => {
    const exchange = exchangeOf(httpContext({}));
    expect(() => redactionOf(exchange)).toThrow('without passing the redactor');
    expect(() => accountOf(exchange)).toThrow('without passing the account');
  });
});
