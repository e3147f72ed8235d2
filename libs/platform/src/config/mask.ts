/** Shorter secrets show nothing: four characters of eight would be half of them. */
const SHOWS_ITS_END = 16;

/** `sk-****1234`: enough to tell two keys apart, nothing to use. */
export function maskSecret(secret: string): string {
  const start = secret.startsWith('sk-') ? 'sk-' : '';
  return `${start}****${secret.length >= SHOWS_ITS_END ? secret.slice(-4) : ''}`;
}

/** `postgresql://****@db:5432/****`: an address may carry a password, and a webhook's path is its secret. */
export function maskUrl(url: string): string {
  const { protocol, host, username, password, pathname, search } = new URL(url);
  const credentials = username || password ? '****@' : '';
  const rest = pathname.length > 1 || search ? '/****' : '';
  return `${protocol}//${credentials}${host}${rest}`;
}
