/**
 * `PUBLIC_URL` by what serves it (the Express application, the Socket.IO server), which every request and socket
 * knows: problems are made where no configuration is at hand, and two services may share a process.
 */
const publicUrls = new WeakMap<object, string>();

/** How a proxy in front of us says that the client came by TLS. Nothing but the scheme is taken from it. */
const FORWARDED_TLS = /^https\b/i;

/** A host as a browser would write it; anything else is not put into an address. */
const HOST = /^(?:[a-z0-9.-]{1,253}|\[[0-9a-f:.]{2,45}\])(?::\d{1,5})?$/i;

interface Headers {
  readonly host?: string;
  readonly 'x-forwarded-proto'?: string | string[];
}

export function publishAt(publicUrl: string | null, server: object): void {
  if (publicUrl !== null) publicUrls.set(server, publicUrl);
}

/** Where clients reach us, without a slash at the end: `PUBLIC_URL`, else what the request says of itself. */
export function publicUrlOf(server: object | undefined, headers: Headers, isSecure: boolean): string {
  const published = server && publicUrls.get(server);
  if (published !== undefined) return published;
  const isTls = isSecure || FORWARDED_TLS.test(String(headers['x-forwarded-proto'] ?? ''));
  const host = headers.host && HOST.test(headers.host) ? headers.host : 'localhost';
  return `${isTls ? 'https' : 'http'}://${host}`;
}
