/** What can carry a key: HTTP headers, a socket's handshake headers. */
export type KeyHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

const BEARER = /^Bearer +(\S+)$/i;

/** The key in `X-API-Key`, else the one in `Authorization: Bearer`; undefined where there is none. */
export function presentedKey(headers: KeyHeaders): string | undefined {
  const own = headers['x-api-key'];
  if (typeof own === 'string' && own !== '') return own;
  const authorization = headers.authorization;
  return typeof authorization === 'string' ? BEARER.exec(authorization)?.[1] : undefined;
}
