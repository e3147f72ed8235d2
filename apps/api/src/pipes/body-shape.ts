import { AppError } from '@app/platform';

/** Levels of objects and lists a body may have. */
export const DEEPEST_BODY = 64;

/** No fields of ours: class-transformer passes over some in silence, and class-validator takes all for known. */
const NEVER_FIELDS: ReadonlySet<string> = new Set([
  ...Object.getOwnPropertyNames(Object.prototype),
  'prototype',
]);

/**
 * Refuses a body that is nested too deeply or that names an object's own machinery, before anything recursive or
 * assigning reads it. Recursion stops at the limit, so depth costs no stack.
 */
export function assertBodyShape(value: unknown, path = '', depth = 1): void {
  if (typeof value !== 'object' || value === null) return;
  if (depth > DEEPEST_BODY)
    throw refusal('body-too-deep', path, `must not be nested deeper than ${DEEPEST_BODY} levels`);
  for (const [key, inner] of Object.entries(value)) {
    const field = path === '' ? key : `${path}.${key}`;
    if (NEVER_FIELDS.has(key)) throw refusal('unknown-field', field, 'is not a known field; leave it out');
    if (typeof inner === 'object') assertBodyShape(inner, depth > 3 ? path : field, depth + 1);
  }
}

function refusal(code: string, field: string, message: string): AppError {
  return new AppError('validation-failed', code, `${field}: ${message}.`, { errors: [{ field, message }] });
}
