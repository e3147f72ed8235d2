// What strangers' JSON holds where something was hoped for.

export type WireObject = Readonly<Record<string, unknown>>;

export function objectOf(value: unknown): WireObject {
  return typeof value === 'object' && value !== null ? (value as WireObject) : {};
}

/** The objects of an array; whatever else stands in it is left out. */
export function objectsOf(value: unknown): WireObject[] {
  if (!Array.isArray(value)) return [];
  return value.filter((one): one is WireObject => typeof one === 'object' && one !== null);
}

/** A whole number from 0, or null: counts are billed, so nothing is guessed here. */
export function countOf(value: unknown): number | null {
  return Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : null;
}
