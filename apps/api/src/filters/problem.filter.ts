import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { AppError, failureField, noteFailure, noteOnRequest, toAppError } from '@app/platform';
import type { Request, Response } from 'express';
import { PinoLogger } from 'nestjs-pino';
import type { Socket } from 'socket.io';
import { placeOf } from '../wire/wire-place.js';
import { allowedMethods } from './allowed-methods.js';
import { failureLevel, isNews } from './failure-level.js';
import { problemOf, type Problem } from './problem.js';
import { isUnmatchedRoute, wireError } from './wire-error.js';

/**
 * Every error of every wire as one RFC 9457 document, told once in the log. On sockets it must be named with
 * `@UseFilters`, because Nest's global filters do not reach gateways.
 */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(
    private readonly adapter: HttpAdapterHost,
    private readonly logger: PinoLogger,
  ) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    if (host.getType() === 'http') {
      this.answer(thrown, host, host.switchToHttp().getRequest(), host.switchToHttp().getResponse());
    } else {
      this.acknowledge(thrown, host);
    }
  }

  private answer(thrown: unknown, host: ArgumentsHost, request: Request, response: Response): void {
    const methods = isUnmatchedRoute(thrown) ? this.methodsOf(request) : [];
    const error = methods.length > 0 ? wrongMethod(request.method, methods) : asAppError(thrown);
    const problem = problemOf(error, placeOf(host));
    noteProblem(error, request);
    if (response.headersSent || response.destroyed) {
      response.destroy();
      return;
    }
    if (methods.length > 0) response.setHeader('Allow', methods.join(', '));
    sendProblem(response, problem);
  }

  /** The acknowledgement where the client asked for one, else the event `exception`. */
  private acknowledge(thrown: unknown, host: ArgumentsHost): void {
    const error = asAppError(thrown);
    const problem = problemOf(error, placeOf(host));
    if (isNews(error)) this.log(error, problem);
    const acknowledge: unknown = host.getArgByIndex(2);
    if (typeof acknowledge === 'function') acknowledge(problem);
    else host.switchToWs().getClient<Socket>().emit('exception', problem);
  }

  private methodsOf(request: Request): string[] {
    return allowedMethods(this.adapter.httpAdapter.getInstance(), request.path);
  }

  /** An event has no access line that could carry it. */
  private log(error: AppError, problem: Problem): void {
    const { request_id, instance } = problem;
    const level = failureLevel(error);
    const facts = { event: 'event_refused', request_id, status: 'error', metadata: { endpoint: instance } };
    this.logger[level]({ ...facts, error: failureField({ error, level }) }, messageOf(error));
  }
}

/** The request's one log line tells it: in full where the fault is ours or a provider's. */
function noteProblem(error: AppError, request: Request): void {
  noteFailure(request, { error, level: failureLevel(error, request) });
  noteOnRequest(request, { message: messageOf(error) });
}

/** The code alone: a detail may name fields that the client made up. */
function messageOf(error: AppError): string {
  return `Refused: ${error.code}`;
}

export function sendProblem(response: Response, problem: Problem): void {
  response.setHeader('X-Request-ID', problem.request_id);
  if (problem.retry_after !== undefined) response.setHeader('Retry-After', String(problem.retry_after));
  if (problem.status === 401)
    response.setHeader('WWW-Authenticate', 'Bearer realm="chatbot", charset="UTF-8"');
  response.setHeader('Cache-Control', 'no-store');
  response.setHeader('Content-Type', 'application/problem+json; charset=utf-8');
  response.statusCode = problem.status;
  response.end(JSON.stringify(problem));
}

export function asAppError(thrown: unknown): AppError {
  return wireError(thrown) ?? toAppError(thrown);
}

function wrongMethod(method: string, methods: readonly string[]): AppError {
  return new AppError(
    'method-not-allowed',
    'method-not-allowed',
    `${method} is not allowed here; use ${methods.join(' or ')}.`,
  );
}
