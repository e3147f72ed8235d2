const DATE = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?)?(Z|[+-]\d\d:?\d\d)?$/;

/** RFC 3339 in UTC from an ISO date; one without a zone, as SearXNG writes them, is taken as UTC. */
export function publishedAt(value: unknown): string | null {
  if (typeof value !== 'string') return null;
  const match = DATE.exec(value);
  if (!match) return null;
  const zoned = match[1] !== undefined || value.length === 'YYYY-MM-DD'.length;
  const time = Date.parse(zoned ? value : `${value}Z`);
  return Number.isNaN(time) ? null : new Date(time).toISOString();
}
