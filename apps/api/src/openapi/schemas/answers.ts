import type { WarningCode } from '@app/chat';
import { count, listOf, object, ref, text, time } from './schema.js';

export const PiiRedactions = {
  type: 'object',
  additionalProperties: count,
  description: 'How often each kind of personal data was taken out: `{ "email": 2 }`.',
};

export const Metadata = object({
  provider: { ...text, description: '`sandbox` where no provider has a key.' },
  model: text,
  search_enabled: { type: 'boolean' },
  search_results_count: count,
  processing_time_ms: { type: 'number' },
  attempts: listOf(ref('Attempt')),
  fallback: { type: 'boolean' },
  finish_reason: { type: ['string', 'null'] },
  grounding: ref('Grounding'),
  pii_redactions: ref('PiiRedactions'),
  dropped: object(
    { history_messages: count, sources: count },
    {},
    'What had to be left out to fit the model’s window.',
  ),
});

export const Warning = object(
  {
    code: {
      type: 'string',
      enum: [
        'answer-not-kept',
        'degraded',
        'fallback',
        'injection-suspected',
        'interrupted',
        'recency-unknown',
        'search-degraded',
        'search-failed',
        'temperature-ignored',
      ] satisfies WarningCode[],
    },
    message: text,
  },
  {
    source_ids: {
      ...listOf(count),
      description:
        'The sources it speaks of: with `recency-unknown` those whose date neither the engine nor the page gives.',
    },
  },
);

export const ChatResponse = object(
  {
    id: text,
    conversation_id: { type: 'string', format: 'uuid' },
    status: { type: 'string', enum: ['completed', 'incomplete', 'failed', 'cancelled'] },
    message: object({
      role: { type: 'string', const: 'assistant' },
      content: text,
      citations: listOf(ref('Citation')),
    }),
    sources: { ...listOf(ref('Source')), description: 'All that was found, cited or not.' },
    usage: ref('Usage'),
    metadata: ref('Metadata'),
    warnings: listOf(ref('Warning')),
    offset_encoding: { type: 'string', const: 'utf-16' },
    timestamp: time,
  },
  {
    warning: { ...text, description: 'The first warning, in human words.' },
    reason: { ...text, description: 'Why it stopped before its end: max_tokens, or the code of `error`.' },
    error: { ...ref('Failure'), description: 'What stopped it, where something failed.' },
  },
);

export const SearchResponse = object({
  id: text,
  query: { ...text, description: 'What the engine was asked, without personal data.' },
  sources: { ...listOf(ref('Source')), description: 'As in an answer, numbered from 1.' },
  degraded: { type: 'boolean', description: 'Parts of the engine did not answer.' },
  cached: { type: 'boolean', description: 'It was known already and cost nothing.' },
  usage: ref('Usage'),
  metadata: object({
    provider: { ...text, description: 'The engine that searched.' },
    search_results_count: count,
    processing_time_ms: count,
    attempts: listOf(ref('Attempt')),
    pii_redactions: ref('PiiRedactions'),
  }),
  warnings: listOf(ref('Warning')),
  timestamp: time,
});
