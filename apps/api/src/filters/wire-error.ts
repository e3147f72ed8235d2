import { HttpException, NotFoundException } from '@nestjs/common';
import { AppError, type ErrorKind } from '@app/platform';
import { PROBLEMS } from './problem-table.js';

/** What body-parser calls its refusals (`error.type`), and how we say them. */
const BODY_REFUSALS: Readonly<Record<string, (error: BodyParserError) => AppError>> = {
  'entity.parse.failed': (error) =>
    new AppError('validation-failed', 'malformed-json', `The body is not valid JSON${positionOf(error)}.`, {
      errors: [{ field: '', message: 'must be one JSON object' }],
    }),
  'entity.too.large': (error) =>
    new AppError(
      'payload-too-large',
      'body-too-large',
      `The body is larger than ${error.limit} bytes. Send text as UTF-8 and not as \\u escapes, which take up to three times as much.`,
      { extensions: { limit_bytes: error.limit } },
    ),
  'encoding.unsupported': () =>
    new AppError(
      'unsupported-media-type',
      'unsupported-encoding',
      'The Content-Encoding is not one this service reads; send the body plain, or with gzip, deflate, br or zstd.',
    ),
  'charset.unsupported': () =>
    new AppError('unsupported-media-type', 'unsupported-charset', 'The body must be JSON in UTF-8.'),
  'request.aborted': () =>
    new AppError('client-closed', 'body-aborted', 'The client went away before the body ended.'),
};

interface BodyParserError {
  readonly code?: unknown;
  readonly type?: string;
  readonly limit?: number;
  readonly message?: string;
}

/** V8 says where it stopped, but quotes the body around it; only the place goes out. */
function positionOf(error: BodyParserError): string {
  const position = /at position \d+(?: \(line \d+ column \d+\))?/.exec(error.message ?? '')?.[0];
  return position ? ` (${position})` : '';
}

/** A refusal of Nest, Express or body-parser as ours; undefined for anything that is none of these. */
export function wireError(error: unknown): AppError | undefined {
  if (!(error instanceof HttpException)) return undefined;
  const cause = error.cause as BodyParserError | undefined;
  const refusal = cause?.type ? BODY_REFUSALS[cause.type] : undefined;
  if (refusal && cause) return refusal(cause);
  if (typeof cause?.code === 'string' && DECOMPRESSION.test(cause.code)) return notDecodable(cause);
  if (cause instanceof URIError) return malformedAddress(error);
  const kind = kindOf(error.getStatus());
  if (kind === 'internal') return undefined;
  return new AppError(kind, kind, PROBLEMS[kind].explanation, { cause: error });
}

/** No route took the request: our own code says "not found" with an `AppError`. */
export function isUnmatchedRoute(error: unknown): boolean {
  return error instanceof NotFoundException;
}

/** What zlib, brotli and zstd call theirs: `Z_DATA_ERROR`, `ERR__ERROR_FORMAT_PADDING_2`, `ZSTD_error_prefix_unknown`. */
const DECOMPRESSION = /^(?:Z_|ERR__ERROR|ZSTD_)/;

function notDecodable(cause: unknown): AppError {
  const message = 'is not what the body was made with; send the body plain, or compressed as it says';
  return new AppError('validation-failed', 'broken-encoding', `Content-Encoding ${message}.`, {
    cause,
    errors: [{ field: 'Content-Encoding', message }],
  });
}

function malformedAddress(cause: unknown): AppError {
  return new AppError('validation-failed', 'malformed-address', 'The address holds a broken % sequence.', {
    cause,
  });
}

/** The first kind of the table with this status; other refusals are the caller's, other failures are ours. */
function kindOf(status: number): ErrorKind {
  const found = (Object.keys(PROBLEMS) as ErrorKind[]).find((kind) => PROBLEMS[kind].status === status);
  return found ?? (status < 500 ? 'validation-failed' : 'internal');
}
