import { type ApiKeys, presentedKey } from '@app/access';
import type { Priority } from '@app/resilience';
import type { ServerResponse } from 'node:http';
import type { NextFunction, Request, Response } from 'express';
import type { Admission } from '../lifecycle/admission.js';
import { Place } from '../lifecycle/place.js';
import type { RunningAnswers } from '../lifecycle/running-answers.js';
import { hasBody } from './body-gate.js';
import { closeWithConnection } from './close-queued.js';

/** Probes, which have no body and no key: with a body it is none, and would keep its place as long as that drips. */
const PROBES = /^\/(?:health|metrics)(?:\/|$)/;
const PROBING: ReadonlySet<string> = new Set(['GET', 'HEAD']);
/** Who looks after the service, and who pays for it, come before those who use it. */
const CARE = /^\/v1\/(?:admin|costs|budgets)(?:\/|$)/;

type Asked = Pick<Request, 'method' | 'path' | 'headers'>;

/** A place of the few is for whoever shows a key that may have it: a stranger with a slow body would keep it from them. */
export function priorityOf(request: Asked, keys: ApiKeys): Priority {
  if (isProbe(request)) return 'critical';
  if (!CARE.test(request.path)) return 'ordinary';
  const roles = keys.identify(presentedKey(request.headers))?.roles ?? [];
  return roles.some((role) => role !== 'chat') ? 'critical' : 'ordinary';
}

function isProbe(request: Asked): boolean {
  return PROBES.test(request.path) && PROBING.has(request.method) && !hasBody(request);
}

const PLACES = new WeakMap<ServerResponse, Place>();

/** Keeps the request's place though its client has gone, until the returned function is called. */
export function keepPlace(response: ServerResponse): () => void {
  return PLACES.get(response)?.need() ?? (() => undefined);
}

/**
 * Refuses what is too much before anything is read of it. A process that is about to stop asks its clients to
 * connect elsewhere the next time.
 */
export function shedLoad(admission: Admission, running: RunningAnswers, keys: ApiKeys) {
  return (request: Request, response: Response, next: NextFunction): void => {
    if (running.leaving) response.setHeader('Connection', 'close');
    try {
      const place = new Place(admission.enter(priorityOf(request, keys)));
      PLACES.set(response, place);
      response.once('close', place.need());
      closeWithConnection(request, response);
    } catch (refusal) {
      next(refusal);
      return;
    }
    next();
  };
}
