import type { ServerResponse } from 'node:http';
import { AppError } from '@app/platform';

/** Calls the answer off the moment its client is gone. */
export function abortOnClose(response: ServerResponse, controller: AbortController): void {
  response.once('close', () => {
    if (!response.writableFinished) controller.abort(clientGone());
  });
}

export function clientGone(): AppError {
  return new AppError('client-closed', 'client-gone', 'The client went away before the answer was complete.');
}
