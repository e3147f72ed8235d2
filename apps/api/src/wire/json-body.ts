import { AppError, type AppConfig } from '@app/platform';
import { json, type NextFunction, type Request, type Response } from 'express';

/** Reads JSON and nothing else; a body of another kind is refused instead of being passed over. */
export function jsonBody(config: AppConfig) {
  const parse = json({ limit: config.server.bodyLimitBytes, type: 'application/json', strict: false });
  return (request: Request, response: Response, next: NextFunction): void => {
    // Null: there is no body. False: there is one, of another type; one of no bytes counts as none.
    const isOther = request.is('application/json') === false && request.headers['content-length'] !== '0';
    if (isOther) next(notJson());
    else parse(request, response, (error?: unknown) => next(error ?? wrongType(request.body)));
  };
}

/** Undefined: it is one object, or there is none. */
function wrongType(body: unknown): AppError | undefined {
  if (body === undefined || (typeof body === 'object' && body !== null && !Array.isArray(body)))
    return undefined;
  const message = `is ${nameOf(body)} and must be one JSON object, like {"message": "…"}`;
  return new AppError('validation-failed', 'not-an-object', `The body ${message}.`, {
    errors: [{ field: '', message }],
  });
}

function nameOf(body: unknown): string {
  if (body === null) return 'null';
  return Array.isArray(body) ? 'a list' : `a ${typeof body}`;
}

function notJson(): AppError {
  return new AppError(
    'unsupported-media-type',
    'not-json',
    'The body must be JSON; send the header Content-Type: application/json.',
  );
}
