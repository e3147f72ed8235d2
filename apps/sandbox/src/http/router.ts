import type { IncomingMessage, ServerResponse } from 'node:http';

export type Handler = (
  request: IncomingMessage,
  response: ServerResponse,
  query: URLSearchParams,
  path: string,
) => unknown;

const NO_QUERY = new URLSearchParams();

/** Exact paths, or everything below a path that ends in `/*`. */
export class Router {
  private readonly exact = new Map<string, Handler>();
  private readonly below: { start: string; handler: Handler }[] = [];

  on(method: string, path: string, handler: Handler): this {
    if (path.endsWith('/*')) this.below.push({ start: `${method} ${path.slice(0, -1)}`, handler });
    else this.exact.set(`${method} ${path}`, handler);
    return this;
  }

  /** Whether any method is known for a path, so that 405 can be told from 404. */
  knows(path: string): boolean {
    return [...this.exact.keys()].some((key) => key.slice(key.indexOf(' ') + 1) === path);
  }

  find(request: IncomingMessage): { handler: Handler | undefined; path: string; query: URLSearchParams } {
    const url = request.url ?? '/';
    const mark = url.indexOf('?');
    const path = mark < 0 ? url : url.slice(0, mark);
    const key = `${request.method} ${path}`;
    const handler = this.exact.get(key) ?? this.below.find(({ start }) => key.startsWith(start))?.handler;
    return { handler, path, query: mark < 0 ? NO_QUERY : new URLSearchParams(url.slice(mark + 1)) };
  }
}
