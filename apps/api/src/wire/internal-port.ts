import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { AppError } from '@app/platform';
import type { NextFunction, Request, Response } from 'express';

/** What is for operators: in production it answers on the internal port and nowhere else. */
const OPERATORS_ONLY = /^\/(?:metrics|docs|docs-json|openapi\.json)(?:\/|$)/;
/** What the internal port answers. */
const INTERNAL = /^\/(?:metrics|docs|openapi\.json|health|errors)(?:\/|$)/;

const internalRequests = new WeakSet<IncomingMessage>();

/** Keeps the two ports of production apart. */
export function portGate(request: Request, _response: Response, next: NextFunction): void {
  const mayPass = internalRequests.has(request)
    ? INTERNAL.test(request.path)
    : !OPERATORS_ONLY.test(request.path);
  next(mayPass ? undefined : new AppError('not-found', 'unknown-route', 'There is nothing at this address.'));
}

/** The same application behind the internal port, its requests marked as such. Not yet listening. */
export function internalServer(application: RequestListener): Server {
  return createServer((request, response) => {
    internalRequests.add(request);
    application(request, response);
  });
}
