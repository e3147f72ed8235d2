import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { AppError } from '@app/platform';
import type { NextFunction, Request, Response } from 'express';

/** What is for operators: in production it answers on the internal port and nowhere else. */
const OPERATORS_ONLY = /^\/(?:metrics|docs|docs-json|openapi\.json)(?:\/|$)/;
/** What the internal port answers. */
const INTERNAL = /^\/(?:metrics|docs|openapi\.json|health|errors)(?:\/|$)/;

const internalRequests = new WeakSet<IncomingMessage>();

/** Keeps the two ports of production apart, however an address is spelt. */
export function portGate(request: Request, _response: Response, next: NextFunction): void {
  const path = plainPath(request.path);
  const mayPass = isInternal(request) ? INTERNAL.test(path) : !OPERATORS_ONLY.test(path);
  next(mayPass ? undefined : new AppError('not-found', 'unknown-route', 'There is nothing at this address.'));
}

/**
 * The path as the most lenient of routers would read it: decoded (twice, as behind a proxy that decodes too), small,
 * one slash at a time, without dot segments.
 */
function plainPath(path: string): string {
  const decoded = decode(decode(path)).toLowerCase().replaceAll('\\', '/');
  return decoded.replace(/\/(?:\.?\/)+/g, '/');
}

/** A broken % sequence matches no route; it is left as it is. */
function decode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** Whether it came by the internal port, where operators are. */
export function isInternal(request: IncomingMessage): boolean {
  return internalRequests.has(request);
}

/** The same application behind the internal port, its requests marked as such. Not yet listening. */
export function internalServer(application: RequestListener): Server {
  return createServer((request, response) => {
    internalRequests.add(request);
    application(request, response);
  });
}
