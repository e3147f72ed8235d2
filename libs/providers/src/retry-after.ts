export interface HeaderReader {
  get(name: string): string | null;
}

const NUMBER = /^\d+(\.\d+)?$/;

/**
 * What the vendor asks us to wait, in milliseconds from `now`: `retry-after-ms`, or `retry-after` in seconds
 * or as an HTTP date (RFC 9110, 10.2.3); undefined when it says nothing that can be read. Never negative.
 */
export function retryAfterMs(headers: HeaderReader, now: number): number | undefined {
  const exact = headers.get('retry-after-ms');
  if (exact !== null && NUMBER.test(exact)) return Number(exact);
  const value = headers.get('retry-after');
  if (value === null) return undefined;
  if (NUMBER.test(value)) return Number(value) * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
