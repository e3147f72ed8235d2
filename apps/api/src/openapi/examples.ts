const CONTENT_HASH = 'sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';
const TIME = '2026-01-31T10:30:00.000Z';

const SOURCE = {
  id: 1,
  url: 'https://github.com/connor4312/cockatiel',
  title: 'Cockatiel',
  snippet: 'Circuit breakers stop execution for a period of time after a failure threshold has been reached.',
  published_at: null,
  fetched_at: TIME,
  engine: 'searxng',
  rank: 1,
};

const CITED = {
  id: 1,
  source_id: 1,
  url: SOURCE.url,
  title: SOURCE.title,
  start_index: 0,
  end_index: 59,
  marker: { start_index: 60, end_index: 63 },
};

const VERIFICATION = {
  verdict: 'supported',
  score: 0.874,
  method: 'lexical',
  checked_against: 'page',
  flags: { numbers: [], dates: [], negation: false, names: [], opposites: [], scope: [] },
};

/** One answer, small enough to read. The seed document's fields first. */
export const ANSWER_EXAMPLE = {
  id: 'chat-T1k2mZkq0y8c5A',
  conversation_id: '3b241101-e2bb-4255-8caf-4136c566a962',
  status: 'completed',
  message: {
    role: 'assistant',
    content: 'A breaker stops execution once its failure threshold is met [1].',
    citations: [
      {
        ...CITED,
        quote: SOURCE.snippet,
        verification: VERIFICATION,
        published_at: null,
        fetched_at: TIME,
        content_hash: CONTENT_HASH,
      },
    ],
  },
  sources: [{ ...SOURCE, content_hash: CONTENT_HASH }],
  usage: {
    prompt_tokens: 150,
    completion_tokens: 20,
    total_tokens: 170,
    cached_prompt_tokens: 0,
    cache_write_tokens: 0,
    reasoning_tokens: 0,
    search_requests: 1,
    cost_usd: 0.0000345,
    cost: '0.0000345',
    cost_lines: [
      { meter: 'input_uncached', quantity: 150, unit_price: '0.00000015', amount: '0.0000225' },
      { meter: 'output', quantity: 20, unit_price: '0.0000006', amount: '0.000012' },
    ],
  },
  metadata: {
    provider: 'openai',
    model: 'gpt-4o-mini',
    search_enabled: true,
    search_results_count: 1,
    processing_time_ms: 912,
    attempts: [
      { provider: 'openai', model: 'gpt-4o-mini', outcome: 'settled', duration_ms: 890, cost: '0.0000345' },
    ],
    fallback: false,
    finish_reason: 'stop',
    grounding: { factual_sentences: 1, cited_sentences: 1, supported_citations: 1 },
    pii_redactions: {},
    dropped: { history_messages: 0, sources: 0 },
  },
  warnings: [],
  offset_encoding: 'utf-16',
  timestamp: TIME,
} as const;

/** A search by an engine that is paid by the search. */
export const SEARCH_EXAMPLE = {
  id: 'search-T1k2mZkq0y8c5A',
  query: 'open a circuit breaker with cockatiel',
  sources: [{ ...SOURCE, engine: 'brave' }],
  degraded: false,
  cached: false,
  usage: {
    prompt_tokens: 0,
    completion_tokens: 0,
    total_tokens: 0,
    cached_prompt_tokens: 0,
    cache_write_tokens: 0,
    reasoning_tokens: 0,
    search_requests: 1,
    cost_usd: 0.005,
    cost: '0.005',
    cost_lines: [{ meter: 'search_requests', quantity: 1, unit_price: '0.005', amount: '0.005' }],
  },
  metadata: {
    provider: 'brave',
    search_results_count: 1,
    processing_time_ms: 214,
    attempts: [{ provider: 'brave', model: 'search', outcome: 'settled', duration_ms: 212, cost: '0.005' }],
    pii_redactions: {},
  },
  warnings: [],
  timestamp: TIME,
} as const;

const event = (seq: number, type: string, data: unknown) =>
  `event: ${type}\nid: ${seq}\ndata: ${JSON.stringify({
    v: 1,
    seq,
    response_id: ANSWER_EXAMPLE.id,
    ts: ANSWER_EXAMPLE.timestamp,
    type,
    data,
  })}\n\n`;

/** A stream whose text comes in one piece. */
export const STREAM_EXAMPLE = [
  event(1, 'response.created', {
    id: ANSWER_EXAMPLE.id,
    conversation_id: ANSWER_EXAMPLE.conversation_id,
    provider: 'openai',
    model: 'gpt-4o-mini',
    options: {
      search_enabled: true,
      search_domains: [],
      search_recency: null,
      max_tokens: 1000,
      temperature: null,
    },
  }),
  event(2, 'search.started', { queries: ['open a circuit breaker with cockatiel'] }),
  event(3, 'search.results', { sources: [SOURCE], degraded: false }),
  event(4, 'source.fetched', {
    source_id: 1,
    published_at: null,
    fetched_at: TIME,
    content_hash: CONTENT_HASH,
    truncated: false,
    cached: false,
  }),
  event(5, 'content.delta', { delta: ANSWER_EXAMPLE.message.content, start_index: 0 }),
  event(6, 'citation.added', CITED),
  event(7, 'citation.verified', { citation_id: 1, verification: VERIFICATION, quote: SOURCE.snippet }),
  event(8, 'usage.updated', { usage: ANSWER_EXAMPLE.usage, cost: ANSWER_EXAMPLE.usage.cost }),
  event(9, 'response.completed', ANSWER_EXAMPLE),
].join('');
