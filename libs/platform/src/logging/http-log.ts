import type { IncomingMessage, ServerResponse } from 'node:http';
import type { LevelWithSilent } from 'pino';
import type { Options } from 'pino-http';
import type { Ids } from '../ids/ids.js';
import { requestIdFrom, traceIdFrom } from './request-identity.js';
import { oweLine } from './late-line.js';
import { failureField, failureOn, notesOn, type RequestLog } from './request-log.js';

/** Asked for every few seconds by machines: at debug where they are answered. Routes have this one spelling. */
const QUIET_PATHS = /^\/(health|metrics)(\/|$)/;
/** Longer paths and user agents are cut: both are the client's to choose. */
const SHOWN_CHARACTERS = 256;

const TRACE = Symbol('trace id');
type Request = IncomingMessage & { [TRACE]?: { readonly trace_id: string }; originalUrl?: string };

/**
 * pino-http as the seed's schema wants it: a child logger with `request_id` and `trace_id` for each request,
 * and one line when it ends. Headers (but the user agent), bodies and query values are never in it.
 */
export function httpLogOptions(ids: Ids): Options {
  return {
    wrapSerializers: false,
    // The child logger's `req` is the request's id and nothing else.
    customAttributeKeys: { req: 'request_id', err: 'error', responseTime: 'duration_ms' },
    serializers: { request_id: idOf, req: idOf, res: () => undefined },
    genReqId: (request, response) => {
      const id = requestIdFrom(request.headers, ids);
      response.setHeader('X-Request-ID', id);
      return id;
    },
    // Asked twice, at the start and at the end: the same object, so that it is one trace.
    customProps: (request: Request) => (request[TRACE] ??= { trace_id: traceIdFrom(request.headers, ids) }),
    customLogLevel: (request, response) =>
      isOwed(request, response) ? 'silent' : levelOf(request, response),
    customSuccessObject: (request, response, fields) => requestLine(request, response, fields.duration_ms),
    customErrorObject: (request, response, _error, fields) => ({
      ...requestLine(request, response, fields.duration_ms),
      // Where nobody left an error, pino-http makes one of the status, whose stack says nothing.
      ...(failureOn(request) ? {} : { error: response.err }),
    }),
    customSuccessMessage: messageOf,
    customErrorMessage: messageOf,
  };
}

/** The trace that the request's lines are logged under, 32 hexadecimal digits. */
export function traceIdOf(request: IncomingMessage): string | undefined {
  return (request as Request)[TRACE]?.trace_id;
}

function idOf(request: unknown): unknown {
  return typeof request === 'object' && request !== null && 'id' in request ? request.id : request;
}

/** A client that left is not waited for; what it has begun is. */
function isOwed(request: IncomingMessage, response: ServerResponse): boolean {
  const level = () => levelOf(request, response);
  const write = () => request.log[level()](requestLine(request, response), messageOf(request, response));
  return !response.writableEnded && oweLine(request, write);
}

function levelOf(request: IncomingMessage, response: ServerResponse): LevelWithSilent {
  const { statusCode } = response;
  const failure = failureOn(request);
  if (failure) return failure.level;
  if (QUIET_PATHS.test(pathOf(request)) && (statusCode < 400 || statusCode >= 500))
    return statusCode >= 500 ? 'warn' : 'debug';
  return statusCode >= 500 ? 'error' : 'info';
}

function requestLine(
  request: IncomingMessage,
  response: ServerResponse,
  durationMs?: number,
): Partial<RequestLog> & { readonly error?: unknown } {
  const failure = failureOn(request);
  const { message: _inItsOwnField, ...notes } = notesOn(request);
  const ending = endingOf(response);
  return {
    event: `request_${ending.name}`,
    status: ending.status,
    duration_ms: durationMs,
    ...(failure ? { error: failureField(failure) } : {}),
    ...notes,
    metadata: {
      endpoint: pathOf(request),
      method: request.method,
      status_code: response.statusCode,
      user_agent: request.headers['user-agent']?.slice(0, SHOWN_CHARACTERS),
      ip_address: 'redacted',
      ...notes.metadata,
    },
  };
}

function messageOf(request: IncomingMessage, response: ServerResponse): string {
  return notesOn(request).message ?? `Request ${endingOf(response).name}`;
}

function endingOf(response: ServerResponse) {
  if (response.statusCode >= 500 || response.err) return { name: 'failed', status: 'error' } as const;
  if (!response.writableEnded) return { name: 'cancelled', status: 'cancelled' } as const;
  return { name: 'completed', status: response.statusCode >= 400 ? 'error' : 'success' } as const;
}

function pathOf(request: Request): string {
  const url = request.originalUrl ?? request.url ?? '';
  const query = url.indexOf('?');
  return (query < 0 ? url : url.slice(0, query)).slice(0, SHOWN_CHARACTERS);
}
