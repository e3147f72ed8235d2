import type { MatchLogic } from '@pydantic/genai-prices';

/** How vendors name one state of a model: `-2024-08-06`, `-20250929`, `-latest`. */
const SNAPSHOT = /-(?:20\d\d(-?)(?:0[1-9]|1[0-2])\1(?:0[1-9]|[12]\d|3[01])|latest)$/;

/** How OpenAI named its states before: `-0613`. Of a house's own model it may be anything: `-1024`. */
const OLD_SNAPSHOT = /-(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])$/;

/** A name without the state of the model that it names. */
export function undated(model: string, layer: 'list' | 'own'): string {
  const name = model.replace(SNAPSHOT, '');
  return layer === 'list' ? name.replace(OLD_SNAPSHOT, '') : name;
}

/** Whether it names one state of a model; `-latest` is all of it. */
export function isDated(model: string): boolean {
  return undated(model, 'list') !== model && !model.endsWith('-latest');
}

interface Named {
  readonly exact: ReadonlySet<string>;
  readonly prefixes: ReadonlySet<string>;
}

/**
 * Which names a list's entry really has. Its patterns are for pricing whatever a vendor has billed; of a name that
 * is about to be asked for they let too much pass: `claude-haiku-4-5-zzz`. Names are in lower case, as vendors' are.
 */
export function nameCheck(id: string, logic: MatchLogic): (model: string) => boolean {
  const exact = new Set([id.toLowerCase(), ...valuesOf(logic, 'equals')]);
  const named: Named = { exact, prefixes: new Set(valuesOf(logic, 'starts_with')) };
  return (model) => exact.has(model) || isSnapshot(model, named);
}

/** A name and the date of its state. */
function isSnapshot(model: string, { exact, prefixes }: Named): boolean {
  const date = SNAPSHOT.exec(model);
  if (!date) return false;
  const base = model.slice(0, date.index);
  return exact.has(base) || prefixes.has(base);
}

function valuesOf(logic: MatchLogic, kind: 'equals' | 'starts_with'): string[] {
  if ('or' in logic) return logic.or.flatMap((one) => valuesOf(one, kind));
  if ('and' in logic) return [];
  if (kind === 'equals' && 'equals' in logic) return [logic.equals.toLowerCase()];
  if (kind === 'starts_with' && 'starts_with' in logic) return [logic.starts_with.toLowerCase()];
  return [];
}
