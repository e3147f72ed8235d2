const ISO = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?)?(Z|[+-]\d\d:?\d\d)?$/;
/** RFC 1123 as HTTP writes it: `Tue, 11 Mar 2025 09:31:33 GMT` (Tavily). */
const HTTP_DATE = /^[A-Z][a-z]{2}, \d{1,2} [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT$/;
/** `April 30, 2025` (Anthropic, Brave). */
const MONTH_FIRST = /^[A-Z][a-z]{2,8}\.? \d{1,2}, \d{4}$/;
/** `3 days ago` (Anthropic, Brave). */
const AGO = /^(\d{1,4}|an?) (second|minute|hour|day|week|month|year)s? ago$/i;
const SECONDS: Readonly<Record<string, number>> = {
  second: 1,
  minute: 60,
  hour: 3_600,
  day: 86_400,
  week: 604_800,
  month: 2_592_000,
  year: 31_536_000,
};

/**
 * RFC 3339 in UTC from the ways engines write dates; one without a zone is taken as UTC. An age ("3 days ago")
 * counts back from `now` (epoch milliseconds), without which it is no date.
 */
export function publishedAt(value: unknown, now?: number): string | null {
  if (typeof value !== 'string') return null;
  const time = timeOf(value.trim(), now);
  return Number.isNaN(time) ? null : new Date(time).toISOString();
}

function timeOf(text: string, now: number | undefined): number {
  const iso = ISO.exec(text);
  if (iso) {
    const zoned = iso[1] !== undefined || text.length === 'YYYY-MM-DD'.length;
    return Date.parse(zoned ? text : `${text}Z`);
  }
  if (HTTP_DATE.test(text)) return Date.parse(text);
  if (MONTH_FIRST.test(text)) return Date.parse(`${text} UTC`);
  const [, count = '', unit = ''] = AGO.exec(text) ?? [];
  if (now === undefined || unit === '') return Number.NaN;
  return now - (/^an?$/i.test(count) ? 1 : Number(count)) * (SECONDS[unit.toLowerCase()] ?? 0) * 1_000;
}
