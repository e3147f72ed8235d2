import type { IncomingHttpHeaders } from 'node:http';

/** No origin (not a browser), our own, or one of the list; `*` in the list is everyone. */
export function isAllowedOrigin(
  headers: IncomingHttpHeaders,
  allowed: readonly string[],
  publicUrl: string | null = null,
): boolean {
  const { origin, host } = headers;
  if (origin === undefined || allowed.includes('*') || allowed.includes(origin)) return true;
  if (publicUrl !== null && origin === new URL(publicUrl).origin) return true;
  return URL.canParse(origin) && new URL(origin).host === host;
}
