import { isIPv6 } from 'node:net';
import { DEFAULT_ORGANISATION, type LogLevel, type Role } from './app-config.js';

/** Reads a value that is set; throws a `WrongValue` when it cannot. */
export type Parse<Value> = (text: string) => Value;

/** What should have stood there instead. Its message never repeats the text, which may be a secret. */
export class WrongValue extends Error {}

export interface ApiKeyEntry {
  readonly key: string;
  readonly roles: readonly Role[];
  /** Who pays for what is asked with it. */
  readonly organisation: string;
  readonly team: string | null;
  readonly costCenter: string | null;
}

const MONEY = /^\d{1,9}(\.\d{1,12})?$/;
const API_KEY = /^[\x21-\x7e]{1,256}$/;
const HOST = /^[A-Za-z0-9.:_-]{1,253}$/;
const EMAIL = /^[^\s@<>,]+@[^\s@<>,]+$/;
const BOOLEANS: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['1', true],
  ['yes', true],
  ['false', false],
  ['0', false],
  ['no', false],
]);
const LOG_LEVELS: ReadonlyMap<string, LogLevel> = new Map([
  ['DEBUG', 'debug'],
  ['INFO', 'info'],
  ['WARNING', 'warn'],
  ['WARN', 'warn'],
  ['ERROR', 'error'],
]);
const PAYERS: ReadonlySet<string> = new Set(['organisation', 'team', 'cost_center']);
const PAYER = /^[\p{L}\p{N}](?:[\p{L}\p{N} ._-]{0,62}[\p{L}\p{N}])?$/u;
const ROLES: ReadonlySet<string> = new Set<Role>(['chat', 'finance', 'admin']);

export const anyText: Parse<string> = (text) => text;

export const boolean: Parse<boolean> = (text) =>
  known(BOOLEANS.get(text.toLowerCase()), 'use true or false (1, 0, yes and no are understood)');

export const logLevel: Parse<LogLevel> = (text) =>
  known(LOG_LEVELS.get(text.toUpperCase()), 'use one of DEBUG, INFO, WARNING, ERROR');

export const host: Parse<string> = (text) => matching(HOST, text, 'use a host name or an IP address');

/** An exact decimal, in USD; it stays text, because money is never a float. */
export const money: Parse<string> = (text) =>
  matching(MONEY, text, 'use a plain decimal number, like 100.00');

export function oneOf<Value extends string>(...allowed: readonly Value[]): Parse<Value> {
  return (text) =>
    known(
      allowed.find((value) => value === text.toLowerCase()),
      `use one of ${allowed.join(', ')}`,
    );
}

export function wholeNumber(least: number, most: number): Parse<number> {
  return (text) => {
    const value = /^\d+$/.test(text) ? Number(text) : NaN;
    return known(
      value >= least && value <= most ? value : undefined,
      `use a whole number from ${least} to ${most}`,
    );
  };
}

/** A number from 0 to 1. */
export const share: Parse<number> = (text) => {
  const value = /^(?:0|1|[01]?\.\d{1,6})$/.test(text) ? Number(text) : NaN;
  return known(value <= 1 ? value : undefined, 'use a number from 0 to 1, like 0.55');
};

/** `off` switches it off, whatever the default of the environment is. */
export function orOff<Value>(parse: Parse<Value>): Parse<Value | 'off'> {
  return (text) => {
    if (text.toLowerCase() === 'off') return 'off';
    try {
      return parse(text);
    } catch (wrong) {
      throw new WrongValue(`${(wrong as WrongValue).message}, or off`, { cause: wrong });
    }
  };
}

/** An address of one of the `schemes`, without a slash at its end. */
export function url(...schemes: readonly string[]): Parse<string> {
  const remedy = `use an address that starts with ${schemes.map((scheme) => `${scheme}://`).join(' or ')}`;
  return (text) => {
    const parsed = URL.canParse(text) ? new URL(text) : undefined;
    if (!parsed || !schemes.includes(parsed.protocol.slice(0, -1))) throw new WrongValue(remedy);
    return text.replace(/\/+$/, '');
  };
}

export const webUrl = url('https', 'http');

/** Offsets and abbreviations (`+02:00`, `CET`) mean one thing to ICU and another, or the reverse, to PostgreSQL. */
const TIMEZONE = /^(?:utc|[a-z_]+\/.+)$/i;

export const timezone: Parse<string> = (text) => {
  const remedy = 'use an IANA name, like UTC or Europe/Vienna; no offset and no abbreviation';
  try {
    return new Intl.DateTimeFormat('en', { timeZone: matching(TIMEZONE, text, remedy) }).resolvedOptions()
      .timeZone;
  } catch (cause) {
    throw new WrongValue(remedy, { cause });
  }
};

export const origins: Parse<readonly string[]> = (text) =>
  list(text).map((entry) => {
    const origin = URL.canParse(entry) ? new URL(entry).origin : undefined;
    const isOrigin =
      entry === '*' || (origin !== 'null' && origin === entry.replace(/\/$/, '').toLowerCase());
    if (!isOrigin)
      throw new WrongValue('use origins like https://chat.example.com, separated by commas, or *');
    return origin ?? entry;
  });

/** Prefixes of RFC 6052, with the lengths that it has. */
export const nat64Prefixes: Parse<readonly string[]> = (text) =>
  list(text).map((entry) => {
    const [address = '', bits = ''] = entry.split('/');
    if (!isIPv6(address) || !/^(?:32|40|48|56|64|96)$/.test(bits))
      throw new WrongValue('use IPv6 prefixes of 32, 40, 48, 56, 64 or 96 bits, separated by commas');
    return entry;
  });

export const emails: Parse<readonly string[]> = (text) =>
  list(text).map((entry) => matching(EMAIL, entry, 'use e-mail addresses, separated by commas'));

/** `o3=110,gpt-5=90`: whole seconds up to `most`, each model once. */
export function secondsByModel(most: number): Parse<ReadonlyMap<string, number>> {
  return (text) => {
    const pairs = list(text).map((entry) => /^([^=\s]+)=([1-9]\d{0,3})$/.exec(entry));
    const found = new Map(pairs.map((pair) => [pair?.[1] ?? '', Number(pair?.[2])]));
    const isRight = pairs.length === found.size && [...found.values()].every((seconds) => seconds <= most);
    return known(isRight ? found : undefined, `use model=seconds, up to ${most}, separated by commas`);
  };
}

/** `key` may chat; `key:chat+finance+admin` may what stands there. */
export const apiKeys: Parse<readonly ApiKeyEntry[]> = (text) => {
  const entries = list(text).map((entry, index) => apiKey(entry, index + 1));
  const repeated = entries.findIndex(
    ({ key }, index) => entries.findIndex((other) => other.key === key) < index,
  );
  if (repeated >= 0) throw new WrongValue(`take out entry ${repeated + 1}, it repeats a key`);
  return entries;
};

function apiKey(entry: string, position: number): ApiKeyEntry {
  const [holder = '', ...payers] = entry.split(';');
  const [key = '', roles = 'chat', ...rest] = holder.split(':');
  const names = roles.split('+');
  if (rest.length > 0 || !API_KEY.test(key) || !names.every((name) => ROLES.has(name))) {
    throw new WrongValue(
      `mend entry ${position}: use key or key:role+role, with the roles chat, finance and admin, separated by commas`,
    );
  }
  const {
    organisation = DEFAULT_ORGANISATION,
    team = null,
    cost_center: costCenter = null,
  } = payersOf(payers, position);
  return { key, roles: names as Role[], organisation, team, costCenter };
}

/** `team=support`, `organisation=acme`, `cost_center=4711`: each once, in any order. */
function payersOf(
  words: readonly string[],
  position: number,
): { organisation?: string; team?: string; cost_center?: string } {
  const pairs = words.map((word) => word.split('=').map((part) => part.trim()));
  const isRight = pairs.every(
    ([name = '', value = '', ...rest]) => PAYERS.has(name) && PAYER.test(value) && rest.length === 0,
  );
  const named = Object.fromEntries(pairs) as Record<string, string>;
  if (isRight && Object.keys(named).length === pairs.length) return named;
  throw new WrongValue(
    `mend entry ${position}: behind a semicolon stand team=…, organisation=… or cost_center=…, each once, of up to 64 letters, digits, spaces and . _ - characters`,
  );
}

function list(text: string): string[] {
  return text
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
}

function matching(pattern: RegExp, text: string, remedy: string): string {
  if (!pattern.test(text)) throw new WrongValue(remedy);
  return text;
}

function known<Value>(value: Value | undefined, remedy: string): Value {
  if (value === undefined) throw new WrongValue(remedy);
  return value;
}
