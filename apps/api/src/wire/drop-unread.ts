import type { IncomingMessage, ServerResponse } from 'node:http';

/**
 * Drops a client that takes nothing for `ms` milliseconds of a response that has been said to its end: what is left
 * waits in memory, and the request keeps its place until then. Before the end it is for whoever says it to judge.
 */
export function dropUnread(ms: number) {
  return (_request: IncomingMessage, response: ServerResponse, next: () => void): void => {
    // Node's own limit goes by progress, and ends with the response: keepAliveTimeout takes its place.
    response.once('prefinish', () => response.setTimeout(ms));
    next();
  };
}
