import { Refusal } from './vendor-wire.js';

/** A body that must be a JSON object. Throws a 400 with the vendor's own words for one that is not. */
export function parseJsonObject(text: string, complaint: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Refusal(400, complaint);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Refusal(400, complaint);
  return value as Record<string, unknown>;
}
