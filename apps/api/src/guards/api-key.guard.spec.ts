import { Reflector } from '@nestjs/core';
import { ApiKeys } from '@app/access';
import { httpContext, socketContext } from '../testing.js';
import { ApiKeyGuard, handshakeKey } from './api-key.guard.js';
import { callerOf } from './caller.js';
import { Public } from './public.decorator.js';

const keys = new ApiKeys({ entries: [{ key: 'right', roles: ['chat'] }], pepper: null, required: true });
const guard = new ApiKeyGuard(new Reflector(), keys);
const socketWith = (auth: object, headers: object = {}) => ({ data: {}, handshake: { auth, headers } });

describe(ApiKeyGuard.name, () => {
  it.each([{ 'x-api-key': 'right' }, { authorization: 'Bearer right' }])(
    'lets %j in and says who it is',
    (headers) => {
      const context = httpContext({ headers });
      expect(guard.canActivate(context)).toBe(true);
      expect(callerOf(context).keyId).toMatch(/^key_/);
    },
  );

  it('tells a missing key from a wrong one', () => {
    expect(() => guard.canActivate(httpContext({}))).toThrow('An API key is required');
    expect(() => guard.canActivate(httpContext({ headers: { 'x-api-key': 'wrong' } }))).toThrow(
      'is not valid',
    );
  });

  it('judges the handshake’s key on every event of a socket', () => {
    const context = socketContext(socketWith({ apiKey: 'right' }), {});
    expect(guard.canActivate(context)).toBe(true);
    expect(callerOf(context).roles).toEqual(['chat']);
    expect(() => guard.canActivate(socketContext(socketWith({ token: 'wrong' }), {}))).toThrow(
      'is not valid',
    );
  });

  it('opens what is public and nothing else', () => {
    const context = httpContext({});
    Public()(context.getHandler());
    expect(guard.canActivate(context)).toBe(true);
    Reflect.deleteMetadata('wire:public', context.getHandler());
    expect(() => guard.canActivate(httpContext({}))).toThrow('required');
  });
});

describe(callerOf.name, () => {
  it('never makes up a caller', () => {
    expect(() => callerOf(httpContext({}))).toThrow('without passing the guard');
  });
});

describe(handshakeKey.name, () => {
  it.each([
    [{ apiKey: 'one', token: 'two' }, {}, 'one'],
    [{ token: 'two' }, { 'x-api-key': 'three' }, 'two'],
    [{}, { 'x-api-key': 'three' }, 'three'],
    [{ apiKey: null }, { authorization: 'Bearer four' }, 'four'],
    [{}, {}, undefined],
  ])('reads %j with the headers %j as %p', (auth, headers, key) => {
    expect(handshakeKey({ auth, headers })).toBe(key);
  });

  it.each([[{ apiKey: { $ne: '' } }], [{ token: ['right'] }]])('takes no %j for a key', (auth) => {
    expect(keys.identify(handshakeKey({ auth, headers: {} }))).toBeNull();
  });
});
