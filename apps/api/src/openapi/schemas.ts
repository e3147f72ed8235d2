/** The bodies that are sent, as OpenAPI 3.1 (JSON Schema 2020-12). They are interfaces in the code, which leave no trace. */
export type Schema = Readonly<Record<string, unknown>>;

export const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });

const text = { type: 'string' };
const count = { type: 'integer', minimum: 0 };
const decimal = {
  type: 'string',
  pattern: '^\\d+(\\.\\d+)?$',
  description: 'USD, an exact decimal.',
  examples: ['0.0000425'],
};
const time = { type: 'string', format: 'date-time' };
const listOf = (items: Schema) => ({ type: 'array', items });

/** An object whose fields are all there, but for those of `optional`. */
export function object(
  properties: Record<string, Schema>,
  optional: Record<string, Schema> = {},
  description?: string,
) {
  return {
    type: 'object',
    ...(description ? { description } : {}),
    required: Object.keys(properties),
    properties: { ...properties, ...optional },
  };
}

const TextSpan = object(
  { start_index: count, end_index: count },
  {},
  'Half-open [start, end) in UTF-16 code units: what JavaScript’s slice takes.',
);

const timeOrNull = { type: ['string', 'null'], format: 'date-time' };
const contentHash = {
  type: 'string',
  pattern: '^sha256:[0-9a-f]{64}$',
  description: 'Of the page’s text in UTF-8, as it was read at `fetched_at`.',
};

const Source = object(
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

const VerificationFlags = object(
  {
    numbers: { ...listOf(text), description: 'Numbers the passage does not say, as the claim writes them.' },
    dates: listOf(text),
    negation: { type: 'boolean', description: 'One of the two says “not” of what the other says.' },
    names: { ...listOf(text), description: 'Proper names the source does not hold.' },
    opposites: { ...listOf(text), description: 'Words whose contrary the source says of the same thing.' },
  },
  {},
  'What of the claim the passage does not bear out.',
);

const Verification = object(
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

const quote = {
  type: ['string', 'null'],
  description: 'The passage of the source that carries the claim; null where none does.',
};

const Citation = object(
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

const Grounding = object(
  {
    factual_sentences: count,
    cited_sentences: { ...count, description: 'Of these, how many a citation covers.' },
    supported_citations: { ...count, description: 'Citations with the verdict `supported`.' },
  },
  {},
  'How much of the answer rests on sources.',
);

const CostLine = object({ meter: text, quantity: count, unit_price: decimal, amount: decimal });

const Usage = object({
  prompt_tokens: { ...count, description: 'All input tokens, cached ones included.' },
  completion_tokens: count,
  total_tokens: count,
  cached_prompt_tokens: count,
  cache_write_tokens: count,
  reasoning_tokens: { ...count, description: 'A part of the completion tokens.' },
  search_requests: count,
  cost_usd: { type: 'number', description: 'USD, for display.' },
  cost: decimal,
  cost_lines: listOf(ref('CostLine')),
});

const Attempt = object({
  provider: text,
  model: text,
  outcome: text,
  duration_ms: { type: 'number' },
  cost: decimal,
});

const PiiRedactions = {
  type: 'object',
  additionalProperties: count,
  description: 'How often each kind of personal data was taken out: `{ "email": 2 }`.',
};

const Metadata = object({
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

const Warning = object({ code: text, message: text });

const ChatResponse = object(
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

const SearchResponse = object({
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

const FieldError = object({ field: text, message: text });

const Problem = object(
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

const Failure = {
  allOf: [ref('Problem'), object({ kind: text, code: text })],
};

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
    { raw: text, reason: text },
    { citation_id: { ...count, description: 'Of a citation that the policy takes back.' } },
    'A marker without a source, or a citation that is taken back.',
  ),
  'usage.updated': object({ usage: ref('Usage'), cost: decimal }),
  'response.completed': ref('ChatResponse'),
  'response.incomplete': answerAnd({ reason: text }),
  'response.failed': object({ error: ref('Failure'), response: ref('ChatResponse') }),
  'response.cancelled': answerAnd({ reason: text }),
};

const ChatEvent = {
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

const ConversationSummary = object({
  id: { type: 'string', format: 'uuid' },
  title: text,
  created_at: time,
  updated_at: time,
});

const ConversationPage = object({
  conversations: listOf(ref('ConversationSummary')),
  next_cursor: { type: ['string', 'null'], description: 'For the next page; null: this was the last.' },
});

const ConversationMessage = object(
  { role: { type: 'string', enum: ['user', 'assistant'] }, content: text, created_at: time },
  { response_id: { ...text, description: 'What GET /v1/chat/{id} takes.' } },
);

const Conversation = {
  allOf: [ref('ConversationSummary'), object({ messages: listOf(ref('ConversationMessage')) })],
};

const ModelList = object({
  models: listOf(
    object({
      id: text,
      provider: text,
      default: { type: 'boolean' },
      prices_per_million_tokens: object({
        input: decimal,
        cached_input: decimal,
        cache_write: decimal,
        output: decimal,
      }),
    }),
  ),
});

export const SCHEMAS: Readonly<Record<string, Schema>> = {
  TextSpan,
  Source,
  VerificationFlags,
  Verification,
  Citation,
  Grounding,
  PiiRedactions,
  CostLine,
  Usage,
  Attempt,
  Metadata,
  Warning,
  ChatResponse,
  ChatEvent,
  SearchResponse,
  ConversationSummary,
  ConversationPage,
  ConversationMessage,
  Conversation,
  FieldError,
  Problem,
  Failure,
  ModelList,
};
