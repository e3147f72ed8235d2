import { AppError } from '../errors/app-error.js';

export interface SerializedError {
  readonly name: string;
  readonly code?: string;
  /** What a vendor answered with. */
  readonly status?: number;
  readonly kind?: string;
  readonly message?: string;
  /** Where, never what: frames without the message that stacks begin with. */
  readonly stack?: string;
  readonly cause?: SerializedError;
}

const DEEPEST_CAUSE = 3;
const FRAME = /^\s*at .{1,500}$/;
/** What vendors' and the database's errors carry: their messages repeat bodies, values and statements. */
const SIGNS_OF_A_BODY = ['body', 'response', 'error', 'query', 'parameters', 'headers', 'detail', 'request'];

/**
 * An error for the log. An `AppError` is told in full; what it wraps is told by name, code and place only,
 * because the messages of vendors, parsers and databases quote prompts and secrets.
 */
export function serializeError(error: unknown): SerializedError {
  if (error instanceof Briefly) return withoutPlaces(serializeError(error.error));
  if (!(error instanceof Error)) return { name: typeof error };
  const isOurs = error instanceof AppError;
  return {
    ...placed(error, 1),
    kind: isOurs ? error.kind : undefined,
    message: isOurs || mayBeQuoted(error) ? error.message : undefined,
  };
}

/** Told by names and codes alone: what a caller brought about has no place in our sources. */
export class Briefly {
  constructor(readonly error: Error) {}
}

function withoutPlaces({ stack: _where, message: _what, cause, ...rest }: SerializedError): SerializedError {
  return { ...rest, ...(cause ? { cause: withoutPlaces(cause) } : {}) };
}

function placed(error: Error, depth: number): SerializedError {
  const { code, status } = error as { code?: unknown; status?: unknown };
  return {
    name: error.name,
    code: typeof code === 'string' || typeof code === 'number' ? String(code) : undefined,
    status: typeof status === 'number' ? status : undefined,
    stack: framesOf(error),
    cause:
      error.cause instanceof Error && depth <= DEEPEST_CAUSE ? placed(error.cause, depth + 1) : undefined,
  };
}

function mayBeQuoted(error: Error): boolean {
  return !(error instanceof SyntaxError) && !SIGNS_OF_A_BODY.some((sign) => sign in error);
}

// The message is cut out as a whole before the frames are looked for: it may hold lines that look like frames.
function framesOf(error: Error): string | undefined {
  const stack = error.stack ?? '';
  const start = stack.indexOf(error.message);
  const frames = stack
    .slice(start < 0 ? 0 : start + error.message.length)
    .split('\n')
    .filter((line) => FRAME.test(line));
  return frames.length > 0 ? frames.map((frame) => frame.trim()).join('\n') : undefined;
}
