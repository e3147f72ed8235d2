import { count, listOf, object, ref, text, time } from './schema.js';

export const FieldError = object({ field: text, message: text });

export const Problem = object(
  {
    type: {
      type: 'string',
      format: 'uri-reference',
      description: 'Ends in a stable slug; a page explains it.',
    },
    title: text,
    status: { type: 'integer' },
    detail: text,
    instance: text,
    timestamp: time,
    request_id: text,
    extensions: { type: 'object', properties: { code: { ...text, description: 'Finer than the slug.' } } },
  },
  { retry_after: { ...count, description: 'Seconds.' }, errors: listOf(ref('FieldError')) },
  'RFC 9457.',
);

export const Failure = {
  allOf: [ref('Problem'), object({ kind: text, code: text })],
};
