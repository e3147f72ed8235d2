import { createHash } from 'node:crypto';

/**
 * A digest of what was asked: the same for bodies that mean the same, whatever the order of their fields, and null
 * the same as left out.
 */
export function bodyHash(form: string, body: object): string {
  return createHash('sha256')
    .update(`${form}\n${JSON.stringify(canonical(body))}`)
    .digest('hex');
}

function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value)
    .map(([name, field]) => [name, canonical(field)] as const)
    .filter(([, field]) => field !== undefined && field !== null && !isEmpty(field));
  return Object.fromEntries(fields.sort(([one], [other]) => (one < other ? -1 : 1)));
}

function isEmpty(field: unknown): boolean {
  return (
    typeof field === 'object' && field !== null && !Array.isArray(field) && Object.keys(field).length === 0
  );
}
