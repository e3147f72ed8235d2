import { contentHash, count, listOf, object, quote, ref, text, time, timeOrNull } from './schema.js';

export const TextSpan = object(
  { start_index: count, end_index: count },
  {},
  'Half-open [start, end) in UTF-16 code units: what JavaScript’s slice takes.',
);

export const Source = object(
  {
    id: { ...count, description: 'The number the answer cites it by, unique in its conversation.' },
    url: { type: 'string', format: 'uri' },
    title: text,
    snippet: text,
    published_at: { ...timeOrNull, description: 'Where the engine or the page says it.' },
    fetched_at: { ...time, description: 'When the page was read, or found where it was not read.' },
    engine: text,
    rank: count,
  },
  { content_hash: { ...contentHash, description: 'There where the page itself was read.' } },
);

export const VerificationFlags = object(
  {
    numbers: { ...listOf(text), description: 'Numbers the passage does not say, as the claim writes them.' },
    dates: listOf(text),
    negation: { type: 'boolean', description: 'One of the two says “not” of what the other says.' },
    names: { ...listOf(text), description: 'Proper names of which the source holds no part.' },
    opposites: { ...listOf(text), description: 'Words whose contrary the source says of the same thing.' },
    scope: {
      ...listOf({
        type: 'string',
        enum: [
          'roles',
          'comparison',
          'cause',
          'modality',
          'attribution',
          'condition',
          'quantifier',
          'degree',
          'bound',
          'rate',
          'time',
        ],
      }),
      description:
        'What turns or overstates the statement though its words are there: who did it to whom, how sure, how much, on what condition, when.',
    },
  },
  {},
  'What of the claim the passage does not bear out.',
);

export const Verification = object(
  {
    verdict: {
      type: 'string',
      enum: ['supported', 'partially_supported', 'unsupported', 'inconclusive', 'not_checked'],
    },
    score: { type: 'number', minimum: 0, maximum: 1 },
    method: { type: 'string', enum: ['lexical', 'lexical+model'] },
    checked_against: { type: 'string', enum: ['page', 'snippet'] },
    flags: ref('VerificationFlags'),
  },
  {},
  'Whether the source carries the claim, as far as its words tell.',
);

export const Citation = object(
  {
    id: { ...count, description: '`citation_id` of later events.' },
    source_id: count,
    url: { type: 'string', format: 'uri' },
    title: text,
    start_index: { ...count, description: 'Where the claim begins that the source is to support.' },
    end_index: { ...count, description: 'Where the claim ends.' },
    marker: {
      ...ref('TextSpan'),
      description: 'Where the [n] or the link stands; empty, at the claim’s end, where there is none.',
    },
  },
  {
    verification: { ...ref('Verification'), description: 'Absent in `citation.added`.' },
    quote,
    published_at: timeOrNull,
    fetched_at: timeOrNull,
    content_hash: {
      ...contentHash,
      type: ['string', 'null'],
      description: 'Null where only the snippet was known.',
    },
  },
);

export const Grounding = object(
  {
    factual_sentences: count,
    cited_sentences: { ...count, description: 'Of these, how many a citation covers.' },
    supported_citations: { ...count, description: 'Citations with the verdict `supported`.' },
  },
  {},
  'How much of the answer rests on sources.',
);
