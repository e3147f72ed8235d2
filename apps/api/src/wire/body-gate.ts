import { ANONYMOUS, type ApiKeys } from '@app/access';
import { AppError } from '@app/platform';
import type { NextFunction, Request, Response } from 'express';
import { admitRequest } from '../guards/api-key.guard.js';

/** Of all places, those that bodies of one key may hold while they arrive. */
const SHARE = 1 / 4;
const RETRY_AFTER_SECONDS = 1;

/**
 * Stands before whatever reads a body: a stranger's is not waited for (the guard's own 401, at once), and those of
 * one key that are still arriving may hold a quarter of the places. A body that is there when it is looked at, as
 * those of honest clients are, is counted for a moment only; thousands that drip leave room for every other key.
 */
export function bodyGate(keys: ApiKeys, places: number) {
  const most = Math.max(1, Math.floor(places * SHARE));
  const arriving = new Map<string, number>();
  const take = (sender: string, by: 1 | -1): void => {
    const count = (arriving.get(sender) ?? 0) + by;
    if (count === 0) arriving.delete(sender);
    else arriving.set(sender, count);
  };
  return (request: Request, _response: Response, next: NextFunction): void => {
    if (!hasBody(request)) return next();
    const sender = senderOf(request, keys);
    if ((arriving.get(sender) ?? 0) >= most) throw tooManyArriving();
    take(sender, 1);
    const arrived = (): void => {
      for (const event of ENDS) request.off(event, arrived);
      take(sender, -1);
    };
    for (const event of ENDS) request.once(event, arrived);
    next();
  };
}

/** A body that nobody reads has no `end`. */
const ENDS = ['end', 'close'] as const;

export function hasBody({ headers }: Pick<Request, 'headers'>): boolean {
  const length = headers['content-length'];
  return headers['transfer-encoding'] !== undefined || (length !== undefined && length !== '0');
}

/** Without keys all callers are one; their addresses tell them apart as far as they can be. */
function senderOf(request: Request, keys: ApiKeys): string {
  const caller = admitRequest(keys, request);
  return caller === ANONYMOUS ? `anonymous ${request.socket.remoteAddress ?? ''}` : caller.keyId;
}

function tooManyArriving(): AppError {
  return new AppError(
    'rate-limit-exceeded',
    'bodies-arriving',
    'Too many requests of this key have not arrived in full; send each whole body at once.',
    { retryAfterSeconds: RETRY_AFTER_SECONDS },
  );
}
