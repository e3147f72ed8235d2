/** One answer, small enough to read. The seed document's fields first. */
export const ANSWER_EXAMPLE = {
  id: 'chat-T1k2mZkq0y8c5A',
  conversation_id: '3b241101-e2bb-4255-8caf-4136c566a962',
  status: 'completed',
  message: {
    role: 'assistant',
    content: 'A breaker opens by itself once its policy says so [1].',
    citations: [
      {
        id: 1,
        source_id: 1,
        url: 'https://github.com/connor4312/cockatiel',
        title: 'Cockatiel',
        start_index: 0,
        end_index: 49,
        marker: { start_index: 50, end_index: 53 },
      },
    ],
  },
  sources: [
    {
      id: 1,
      url: 'https://github.com/connor4312/cockatiel',
      title: 'Cockatiel',
      snippet:
        'Circuit breakers stop execution for a period of time after a failure threshold has been reached.',
      published_at: null,
      fetched_at: '2026-01-31T10:30:00.000Z',
      engine: 'searxng',
      rank: 1,
    },
  ],
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
    pii_redactions: {},
    dropped: { history_messages: 0, sources: 0 },
  },
  warnings: [],
  offset_encoding: 'utf-16',
  timestamp: '2026-01-31T10:30:00.000Z',
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

/** A stream, shortened to its first and last events. */
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
  event(3, 'search.results', { sources: ANSWER_EXAMPLE.sources, degraded: false }),
  event(4, 'content.delta', { delta: ANSWER_EXAMPLE.message.content, start_index: 0 }),
  event(5, 'citation.added', ANSWER_EXAMPLE.message.citations[0]),
  event(6, 'response.completed', ANSWER_EXAMPLE),
].join('');
