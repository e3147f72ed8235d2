import type { Fault, FaultMatch, FaultRule } from './fault.js';

/** A rule that is not as the contract has it; `field` is the path of what is wrong. */
export class FaultRuleError extends Error {
  constructor(
    readonly field: string,
    message: string,
  ) {
    super(message);
    this.name = FaultRuleError.name;
  }
}

/** Says what a value must be, or nothing when it is that. */
type Check = (value: unknown) => string | undefined;

const integer =
  (least: number, most: number): Check =>
  (value) =>
    Number.isInteger(value) && (value as number) >= least && (value as number) <= most
      ? undefined
      : `must be a whole number from ${least} to ${most}`;

const text: Check = (value) =>
  typeof value === 'string' && value !== '' ? undefined : 'must be a text that is not empty';
const flag: Check = (value) => (typeof value === 'boolean' ? undefined : 'must be true or false');
const anything: Check = () => undefined;

const oneOf =
  (...values: string[]): Check =>
  (value) =>
    values.includes(value as string) ? undefined : `must be one of ${values.join(', ')}`;

const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const headers: Check = (value) =>
  isRecord(value) &&
  Object.entries(value).every(
    ([name, one]) => TOKEN.test(name) && typeof one === 'string' && /^[\t\x20-\x7e]*$/.test(one),
  )
    ? undefined
    : 'must be an object of header names and printable ASCII values';

/** An hour; longer waits are a stall. */
const milliseconds = integer(0, 3_600_000);
const chunks = integer(0, 1_000_000);

const FAULT: Readonly<Record<keyof Fault, Check>> = {
  status: integer(200, 599),
  headers,
  body: anything,
  delay_ms: milliseconds,
  first_token_delay_ms: milliseconds,
  chunk_delay_ms: milliseconds,
  truncate_after_chunks: chunks,
  malformed_after_chunks: chunks,
  error_event_after_chunks: chunks,
  stall_after_chunks: chunks,
  reset_after_chunks: chunks,
  omit_usage: flag,
  usage_twice: flag,
  output_tokens: integer(0, 1_000_000),
};

const MATCH: Readonly<Record<keyof FaultMatch, Check>> = {
  vendor: oneOf('openai', 'anthropic', 'searxng', 'brave', 'tavily'),
  model: text,
  message_contains: text,
  nth: integer(1, 1_000_000_000),
};

const RULE: Readonly<Record<keyof FaultRule, Check>> = {
  match: anything,
  times: integer(1, 1_000_000_000),
  fault: anything,
};

/** Throws a `FaultRuleError` that names the first field which is unknown or not as it must be. */
export function parseFaultRule(value: unknown): FaultRule {
  const rule = checked(value, RULE, '');
  if (rule.fault === undefined) throw new FaultRuleError('fault', 'fault is missing: say what goes wrong');
  return {
    ...rule,
    match: checked(rule.match ?? {}, MATCH, 'match'),
    fault: parseFault(rule.fault, 'fault'),
  };
}

export function parseFault(value: unknown, path = ''): Fault {
  return checked(value, FAULT, path);
}

function checked(
  value: unknown,
  checks: Readonly<Record<string, Check>>,
  path: string,
): Record<string, unknown> {
  if (!isRecord(value))
    throw new FaultRuleError(path || 'body', `${path || 'the body'} must be a JSON object`);
  for (const [name, one] of Object.entries(value)) {
    const field = path ? `${path}.${name}` : name;
    if (!Object.hasOwn(checks, name)) {
      throw new FaultRuleError(field, `${field} is unknown; known here: ${Object.keys(checks).join(', ')}`);
    }
    const complaint = checks[name]?.(one);
    if (complaint) throw new FaultRuleError(field, `${field} ${complaint}`);
  }
  return value;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
