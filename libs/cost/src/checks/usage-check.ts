import type { Check } from './check.js';

/** A count in a JSON object, by its path; what is missing or is no number counts as 0, and nothing throws. */
const count = (json: string, path: string): string =>
  `coalesce(jsonb_path_query_first(${json}, 'lax $.${path} ? (@.type() == "number")')::numeric, 0)`;

const told = (path: string): string => count('p.raw_usage', path);
const read = (field: string): string => count('p.usage', field);

const INPUT = ['inputUncached', 'inputCacheRead', 'inputCacheWrite5m', 'inputCacheWrite1h'];

/** Meter and field of the usage it bills. */
const BILLED = [
  ['input_uncached', 'inputUncached'],
  ['input_cache_read', 'inputCacheRead'],
  ['input_cache_write_5m', 'inputCacheWrite5m'],
  ['input_cache_write_1h', 'inputCacheWrite1h'],
  ['output', 'output'],
  ['search_requests', 'searchRequests'],
] as const;

const rows = (pairs: readonly (readonly [string, string])[]): string =>
  pairs.map(([name, sql]) => `('${name}', ${sql})`).join(', ');

/**
 * How each vendor counts, said a second time and in another language than in libs/providers: `prompt_tokens` includes
 * what the cache read and wrote, `input_tokens` excludes it. A search engine's model has its usage read already.
 */
const TOLD = {
  openai: [
    [
      'inputUncached',
      `greatest(0, ${told('prompt_tokens')} - ${told('prompt_tokens_details.cached_tokens')} - ${told('prompt_tokens_details.cache_write_tokens')})`,
    ],
    ['inputCacheRead', told('prompt_tokens_details.cached_tokens')],
    ['inputCacheWrite5m', told('prompt_tokens_details.cache_write_tokens')],
    ['inputCacheWrite1h', '0'],
    ['output', told('completion_tokens')],
    ['reasoning', told('completion_tokens_details.reasoning_tokens')],
    ['searchRequests', '0'],
  ],
  anthropic: [
    ['inputUncached', told('input_tokens')],
    ['inputCacheRead', told('cache_read_input_tokens')],
    [
      'inputCacheWrite5m',
      `greatest(${told('cache_creation.ephemeral_5m_input_tokens')}, ${told('cache_creation_input_tokens')} - ${told('cache_creation.ephemeral_1h_input_tokens')})`,
    ],
    ['inputCacheWrite1h', told('cache_creation.ephemeral_1h_input_tokens')],
    ['output', told('output_tokens')],
    ['reasoning', told('output_tokens_details.thinking_tokens')],
    ['searchRequests', told('server_tool_use.web_search_requests')],
  ],
  search: [...INPUT, 'output', 'reasoning'].map((field) => [field, told(field)] as const),
} as const;

const misread = (whose: string, fields: readonly (readonly [string, string])[]): string => `
  SELECT p.attempt_id || ' ' || t.field || ': the vendor told ' || t.told || ', read as ' || r.quantity
  FROM postings p JOIN attempts a USING (attempt_id) JOIN price_versions v ON v.version = a.price_version
  CROSS JOIN LATERAL (VALUES ${rows(fields)}) t(field, told)
  JOIN LATERAL (VALUES ${rows(fields.map(([field]) => [field, read(field)]))}) r(field, quantity) ON r.field = t.field
  WHERE p.basis = 'exact' AND jsonb_typeof(p.raw_usage) <> 'null' AND ${whose} AND t.told <> r.quantity`;

export const USAGE_CHECK: Check = {
  invariant: `7 an exact posting is its price times the vendor's usage, meter by meter`,
  breaches: `WITH used AS (
      SELECT p.attempt_id, p.revision, m.meter, m.quantity, ${INPUT.map(read).join(' + ')} AS input
      FROM postings p CROSS JOIN LATERAL (VALUES ${rows(BILLED.map(([meter, field]) => [meter, read(field)]))}) m(meter, quantity)
      WHERE p.basis = 'exact' AND m.quantity <> 0
    ), billed AS (
      SELECT attempt_id, revision, meter, count(*) AS lines, sum(quantity) AS quantity, sum(amount) AS amount,
        min(unit_price) AS unit_price, min(price_version) AS price_version
      FROM lines WHERE basis = 'exact' GROUP BY 1, 2, 3
    )
    SELECT attempt_id || ' ' || meter || ': used ' || coalesce(u.quantity, 0) || ', billed ' || coalesce(b.quantity, 0) || ' at ' || coalesce(b.unit_price::text, 'no price')
    FROM used u FULL JOIN billed b USING (attempt_id, revision, meter) LEFT JOIN price_versions v ON v.version = b.price_version
    CROSS JOIN LATERAL (SELECT coalesce((SELECT t->'rates' FROM jsonb_array_elements(v.rates->'tiers') t
      WHERE u.input > (t->>'above')::bigint ORDER BY (t->>'above')::bigint DESC LIMIT 1), v.rates->'base') AS rates) r
    WHERE u.quantity IS DISTINCT FROM b.quantity OR b.lines <> 1 OR b.unit_price IS DISTINCT FROM (r.rates->>meter)::numeric
      OR b.amount <> b.quantity * b.unit_price
    UNION ALL SELECT l.attempt_id || ' ' || l.meter || ': ' || l.basis || ' in a posting that is ' || p.basis
      FROM lines l JOIN postings p USING (attempt_id, revision) WHERE l.basis <> p.basis
    UNION ALL SELECT l.attempt_id || ' ' || l.meter || ': by ' || l.price_version || ', held by ' || a.price_version
      FROM lines l JOIN attempts a USING (attempt_id) WHERE l.price_version <> a.price_version
    UNION ALL ${misread(`a.kind = 'model' AND v.vendor = 'openai'`, TOLD.openai)}
    UNION ALL ${misread(`a.kind = 'model' AND v.vendor = 'anthropic'`, TOLD.anthropic)}
    UNION ALL ${misread(`a.kind = 'search'`, TOLD.search)}`,
  beyond: `where the tables refused the vendor's own usage object, only what was read of it is compared`,
};
