import type { Environment } from './app-config.js';
import type { Findings } from './findings.js';
import { WrongValue } from './parsers.js';
import type { Variable } from './variable.js';
import { type Values, VARIABLE_NAMES, VARIABLES, type VariableName } from './variables.js';

export type RawEnvironment = Readonly<Record<string, string | undefined>>;

/** Longer values are cut in faults, so that a pasted file does not fill the screen. */
const SHOWN_CHARACTERS = 60;

/**
 * Reads every variable on its own: what is set (an empty text is not), else its default. A variable at fault
 * has its default in the result, so that the rest can still be looked at.
 */
export function readValues(env: RawEnvironment, findings: Findings): Values {
  const environment = environmentOf(env);
  const placeholders: string[] = [];
  const read = (name: VariableName): unknown => {
    const spec: Variable<unknown> = VARIABLES[name];
    const text = env[name]?.trim() ?? '';
    const meant = withoutPlaceholders(text, spec.placeholder);
    if (meant !== text) placeholders.push(name);
    const found = parsed(name, spec, meant, findings);
    if (found && spec.notYet && !isOff(found.value))
      findings.warn(`${name} is set and not yet effective: nothing acts on it in this version.`);
    return found ? found.value : defaultValue(spec, environment);
  };
  const values = Object.fromEntries(VARIABLE_NAMES.map((name) => [name, read(name)])) as unknown as Values;
  reportPlaceholders(placeholders, environment, findings);
  return values;
}

/** The default as text, which is also what `.env.example` shows. */
export function defaultText(spec: Variable<unknown>, environment: Environment): string | undefined {
  return typeof spec.default === 'object' ? spec.default[environment] : spec.default;
}

// Looked at before its turn, because the other defaults hang on it; its turn reports the fault.
function environmentOf(env: RawEnvironment): Environment {
  const text = env.ENVIRONMENT?.trim() || 'development';
  try {
    return VARIABLES.ENVIRONMENT.parse(text);
  } catch {
    return 'development';
  }
}

/** Undefined: not set, or at fault. */
function parsed(
  name: string,
  spec: Variable<unknown>,
  text: string,
  findings: Findings,
): { readonly value: unknown } | undefined {
  if (text === '') return undefined;
  try {
    return { value: spec.parse(text) };
  } catch (cause) {
    if (!(cause instanceof WrongValue)) throw cause;
    findings.fault(
      name,
      spec.secret ? 'has a value that cannot be read' : `is ${shown(text)}`,
      cause.message,
    );
    return undefined;
  }
}

function isOff(value: unknown): boolean {
  return value === false || value === 'off';
}

function defaultValue(spec: Variable<unknown>, environment: Environment): unknown {
  const text = defaultText(spec, environment);
  return text === undefined ? null : spec.parse(text);
}

function withoutPlaceholders(text: string, placeholder: string | undefined): string {
  if (placeholder === undefined) return text;
  const placeholders = new Set(placeholder.split(','));
  const entries = text.split(',');
  // `key1:chat` is the placeholder `key1` with a role; an address has its colon earlier and is compared whole.
  const meant = entries.filter((entry) => !placeholders.has(entry.trim()) && !placeholders.has(keyOf(entry)));
  return meant.length === entries.length ? text : meant.join(',');
}

function keyOf(entry: string): string {
  return entry.split(':', 1)[0]?.trim() ?? '';
}

function reportPlaceholders(names: readonly string[], environment: Environment, findings: Findings): void {
  if (environment === 'production') {
    for (const name of names)
      findings.fault(name, 'holds a placeholder of .env.example', 'put the real value there, or nothing');
  } else if (names.length > 0) {
    findings.warn(`${names.join(', ')}: the placeholders of .env.example count as not set.`);
  }
}

function shown(text: string): string {
  return JSON.stringify(text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text);
}
