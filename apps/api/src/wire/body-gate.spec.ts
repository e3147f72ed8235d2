import { EventEmitter } from 'node:events';
import { ApiKeys } from '@app/access';
import type { Request, Response } from 'express';
import { bodyGate } from './body-gate.js';

const entries = ['one', 'two'].map((key) => ({ key, roles: ['chat'] as const }));

function setUp({ required = true } = {}) {
  const gate = bodyGate(new ApiKeys({ entries, pepper: null, required }), 8);
  const send = (headers: Record<string, string>, remoteAddress = '10.0.0.1') => {
    const request = Object.assign(new EventEmitter(), { headers, socket: { remoteAddress } });
    const next = jest.fn();
    gate(request as unknown as Request, {} as Response, next);
    expect(next).toHaveBeenCalledWith();
    return request;
  };
  const body = (key?: string) => ({
    'content-length': '9',
    ...(key === undefined ? {} : { 'x-api-key': key }),
  });
  return { send, body };
}

describe(bodyGate.name, () => {
  it.each([
    ['no key', { 'content-length': '100' }, 'missing-api-key'],
    ['no key, in chunks', { 'transfer-encoding': 'chunked' }, 'missing-api-key'],
    ['a wrong key', { 'content-length': '100', 'x-api-key': 'three' }, 'wrong-api-key'],
  ])('must not wait for the body of a stranger: %s', (_, headers, code) => {
    const { send } = setUp();
    expect(() => send(headers)).toThrow(expect.objectContaining({ kind: 'unauthenticated', code }));
  });

  it('leaves what has no body to the guard', () => {
    const { send } = setUp();
    for (let count = 0; count < 20; count += 1) expect(send({}).listenerCount('close')).toBe(0);
    send({ 'content-length': '0' });
  });

  it('must not let the slow bodies of one key take the places of the others', () => {
    const { send, body } = setUp();
    const [slow] = [send(body('one')), send(body('one'))];
    expect(() => send(body('one'))).toThrow(
      expect.objectContaining({ kind: 'rate-limit-exceeded', code: 'bodies-arriving', retryAfterSeconds: 1 }),
    );
    send(body('two'));
    slow?.emit('end');
    slow?.emit('close');
    send(body('one'));
    expect(() => send(body('one'))).toThrow('Too many requests of this key');
  });

  it('tells callers without keys apart by their addresses', () => {
    const { send, body } = setUp({ required: false });
    send(body());
    send(body()).emit('close');
    send(body());
    expect(() => send(body())).toThrow('Too many requests');
    send(body(), '10.0.0.2');
  });
});
