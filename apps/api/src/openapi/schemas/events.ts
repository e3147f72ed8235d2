import { MOST_CITATIONS, REJECTION_REASONS } from '@app/chat';
import {
  contentHash,
  count,
  decimal,
  listOf,
  object,
  quote,
  ref,
  type Schema,
  text,
  time,
  timeOrNull,
} from './schema.js';

const answerAnd = (properties: Record<string, Schema>, optional: Record<string, Schema> = {}) => ({
  allOf: [ref('ChatResponse'), object(properties, optional)],
});

/** What each event carries as `data`. */
const EVENT_DATA: Readonly<Record<string, Schema>> = {
  'response.created': object({
    id: text,
    conversation_id: { type: 'string', format: 'uuid' },
    provider: text,
    model: text,
    options: { type: 'object', description: 'The options that are in force.' },
  }),
  'search.started': object({ queries: listOf(text) }),
  'search.results': object({ sources: listOf(ref('Source')), degraded: { type: 'boolean' } }),
  'source.fetched': object(
    {
      source_id: count,
      published_at: timeOrNull,
      fetched_at: time,
      content_hash: contentHash,
      truncated: { type: 'boolean', description: 'The page goes on after what was read.' },
      cached: {
        type: 'boolean',
        description: 'An earlier reading is used; `fetched_at` says when that was.',
      },
    },
    {},
    'The page behind a source was read: claims are checked against it.',
  ),
  'source.blocked': object(
    { source_id: count, code: text, message: text },
    {},
    'The page was not read, or is not used; its snippet stands in.',
  ),
  'search.failed': object({ code: text, message: text, degraded: { type: 'boolean', const: true } }),
  'content.delta': object({ delta: text, start_index: count }, {}, 'All deltas in order are the content.'),
  'citation.added': ref('Citation'),
  'citation.verified': object({ citation_id: count, verification: ref('Verification'), quote }),
  'citation.rejected': object(
    { raw: text, reason: { ...text, enum: [...REJECTION_REASONS] } },
    { citation_id: { ...count, description: 'Of a citation that the policy takes back.' } },
    `A marker that is no citation (its source is none that may be cited, or the answer has ${MOST_CITATIONS} citations already), or a citation that is taken back.`,
  ),
  'usage.updated': object({ usage: ref('Usage'), cost: decimal }),
  'response.completed': ref('ChatResponse'),
  'response.incomplete': answerAnd({ reason: text }),
  'response.failed': object({ error: ref('Failure'), response: ref('ChatResponse') }),
  'response.cancelled': answerAnd({ reason: text }),
};

export const ChatEvent = {
  description:
    'The envelope of every event, by SSE and Socket.IO alike. seq starts at 1 without gaps; the last event, and only it, is response.completed, .incomplete, .failed or .cancelled.',
  oneOf: Object.entries(EVENT_DATA).map(([type, data]) =>
    object({
      v: { type: 'integer', const: 1 },
      seq: { type: 'integer', minimum: 1 },
      response_id: text,
      ts: time,
      type: { type: 'string', const: type },
      data,
    }),
  ),
};
