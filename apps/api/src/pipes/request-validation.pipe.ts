import { ValidationPipe, type ArgumentMetadata } from '@nestjs/common';
import { AppError, type FieldError } from '@app/platform';
import { getMetadataStorage, type ValidationError } from 'class-validator';
import { assertBodyShape } from './body-shape.js';
import { nearestName } from './nearest-name.js';

/** Errors listed at most; a client mends these first. */
const MOST_ERRORS = 20;

/** Validates bodies, queries, parameters and socket payloads, and says by name what is wrong and the remedy. */
export class RequestValidationPipe extends ValidationPipe {
  constructor() {
    super({
      transform: true,
      whitelist: true,
      forbidNonWhitelisted: true,
      stopAtFirstError: true,
      // The target names the class whose fields are known; it is never sent.
      validationError: { target: true, value: false },
      exceptionFactory: (errors) => refusalOf(errors),
    });
  }

  override async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    if (metadata.type !== 'custom') assertBodyShape(value);
    return (await super.transform(value, metadata)) as unknown;
  }
}

function refusalOf(errors: readonly ValidationError[]): AppError {
  const fields: FieldError[] = [];
  collect(errors, '', fields);
  const detail = fields.map(({ field, message }) => (field ? `${field}: ${message}` : message)).join('; ');
  return new AppError('validation-failed', 'validation-failed', `${detail}.`, { errors: fields });
}

function collect(errors: readonly ValidationError[], path: string, into: FieldError[]): void {
  for (const error of errors) {
    if (into.length >= MOST_ERRORS) return;
    const field = path === '' ? shortened(error.property) : `${path}.${shortened(error.property)}`;
    const [rule, message] = Object.entries(error.constraints ?? {})[0] ?? [];
    if (rule)
      into.push({ field, message: rule === 'whitelistValidation' ? unknownField(error) : (message ?? rule) });
    collect(error.children ?? [], field, into);
  }
}

function unknownField(error: ValidationError): string {
  const known = knownFields(error.target);
  const meant = nearestName(error.property, known);
  return `is not a known field; ${meant ? `did you mean ${meant}?` : `known are ${known.join(', ')}`}`;
}

function knownFields(target: object | undefined): string[] {
  if (!target) return [];
  const rules = getMetadataStorage().getTargetValidationMetadatas(target.constructor, '', false, false);
  return [...new Set(rules.map((rule) => rule.propertyName))];
}

/** A field's name comes from the client and goes into a problem: it is cut to a readable length. */
function shortened(name: string): string {
  return name.length > 60 ? `${name.slice(0, 60)}…` : name;
}
