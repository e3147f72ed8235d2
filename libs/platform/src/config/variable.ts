import type { Environment } from './app-config.js';
import type { Parse } from './parsers.js';

/** A default that differs by `ENVIRONMENT`: the seed document's matrix. */
export type ByEnvironment = Readonly<Record<Environment, string>>;

/**
 * One environment variable. Its default is text and goes through the same parser as what people write, so that
 * a default cannot be something they could not have set.
 */
export interface Variable<Value> {
  /** One line for `.env.example`: what it is, its unit, what may stand there. */
  readonly comment: string;
  readonly parse: Parse<Value>;
  readonly default?: string | ByEnvironment;
  /** Never printed, neither in a fault nor in `describeConfig`. */
  readonly secret?: boolean;
  /** What `.env.example` shows in its place, and what nobody may mean: not a value. */
  readonly placeholder?: string;
  /** It is read and checked, and nothing acts on it yet; whoever sets it is told so. */
  readonly notYet?: boolean;
}

type Marks = Pick<Variable<unknown>, 'secret' | 'placeholder' | 'notYet'>;

/** A variable that always has a value. */
export function variable<Value>(
  comment: string,
  parse: Parse<Value>,
  fallback: string | ByEnvironment,
  marks: Marks = {},
): Variable<Value> {
  return { comment, parse, default: fallback, ...marks };
}

/** A variable that is null when it is not set. */
export function optional<Value>(
  comment: string,
  parse: Parse<Value>,
  marks: Marks = {},
): Variable<Value | null> {
  return { comment, parse, ...marks };
}

export function matrix(development: string, staging: string, production: string): ByEnvironment {
  return { development, staging, production };
}
