import type { ServerResponse } from 'node:http';
import { AppError } from '@app/platform';

/** Calls the answer off the moment its client is gone; at once where it has gone before. */
export function abortOnClose(response: ServerResponse, controller: AbortController): void {
  const closed = (): void => {
    if (!response.writableFinished) controller.abort(clientGone());
  };
  if (response.destroyed) closed();
  else response.once('close', closed);
}

export function clientGone(): AppError {
  return new AppError('client-closed', 'client-gone', 'The client went away before the answer was complete.');
}
