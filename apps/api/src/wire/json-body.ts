import { AppError, type AppConfig } from '@app/platform';
import { json, type NextFunction, type Request, type Response } from 'express';

/** Reads JSON and nothing else; a body of another kind is refused instead of being passed over. */
export function jsonBody(config: AppConfig) {
  const parse = json({ limit: config.server.bodyLimitBytes, type: 'application/json', strict: true });
  return (request: Request, response: Response, next: NextFunction): void => {
    // Null: there is no body. False: there is one, of another type; one of no bytes counts as none.
    const isOther = request.is('application/json') === false && request.headers['content-length'] !== '0';
    if (isOther) next(notJson());
    else parse(request, response, next);
  };
}

function notJson(): AppError {
  return new AppError(
    'unsupported-media-type',
    'not-json',
    'The body must be JSON; send the header Content-Type: application/json.',
  );
}
