import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { ApiKeys, presentedKey, type Caller } from '@app/access';
import { AppError } from '@app/platform';
import type { Request } from 'express';
import type { Socket } from 'socket.io';
import { bearerOf } from './caller.js';
import { PUBLIC } from './public.decorator.js';

/** Lets nobody in without a valid key, by any wire, unless the route is `@Public()`. */
@Injectable()
export class ApiKeyGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly keys: ApiKeys,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    if (this.reflector.getAllAndOverride<boolean>(PUBLIC, [context.getHandler(), context.getClass()]))
      return true;
    bearerOf(context).caller = this.callerOf(context);
    return true;
  }

  /** On a socket the handshake's key is judged again on every event: it may have been revoked meanwhile. */
  private callerOf(context: ExecutionContext): Caller {
    if (context.getType() === 'http')
      return admitRequest(this.keys, context.switchToHttp().getRequest<Request>());
    return admit(this.keys, handshakeKey(context.switchToWs().getClient<Socket>().handshake));
  }
}

const ADMITTED = new WeakMap<object, Caller>();

/** Who sends an HTTP request, judged once: before its body is read, or else by the guard. Throws like `admit`. */
export function admitRequest(keys: ApiKeys, request: Pick<Request, 'headers'>): Caller {
  const caller = ADMITTED.get(request) ?? admit(keys, presentedKey(request.headers));
  ADMITTED.set(request, caller);
  return caller;
}

/** `handshake.auth.apiKey` or `.token`, else the handshake's headers. */
export function handshakeKey(handshake: Pick<Socket['handshake'], 'auth' | 'headers'>): string | undefined {
  const { apiKey, token } = handshake.auth as { apiKey?: unknown; token?: unknown };
  const given = apiKey ?? token;
  if (given === undefined || given === null) return presentedKey(handshake.headers);
  return typeof given === 'string' ? given : 'not a string';
}

/** Throws the refusal that tells a missing key from a wrong one. */
export function admit(keys: ApiKeys, key: string | undefined): Caller {
  const caller = keys.identify(key);
  if (caller) return caller;
  const how =
    'Send one in the header X-API-Key, as Authorization: Bearer <key>, or in a socket’s auth.apiKey.';
  throw key
    ? new AppError('unauthenticated', 'wrong-api-key', `The API key is not valid. ${how}`)
    : new AppError('unauthenticated', 'missing-api-key', `An API key is required. ${how}`);
}
