import { object, ref, type Schema } from '../openapi/schemas/schema.js';

const text = { type: 'string' };
const count = { type: 'integer', minimum: 0 };
const time = { type: 'string', format: 'date-time' };
const usd = { type: 'string', pattern: '^-?\\d+(\\.\\d+)?$', description: 'USD, an exact decimal.' };
const usdOrNull = { ...usd, type: ['string', 'null'] };
const basis = { type: 'string', enum: ['exact', 'estimated', 'unknown', 'corrected'] };
const listOf = (items: Schema) => ({ type: 'array', items });

const Budget = object({
  id: { type: 'string', format: 'uuid' },
  name: text,
  scope: { type: 'string', enum: ['organisation', 'team', 'key', 'model'] },
  subject: text,
  period: { type: 'string', enum: ['day', 'month'] },
  timezone: text,
  origin: {
    type: 'string',
    enum: ['user', 'configuration'],
    description: 'configuration: made by DAILY_COST_LIMIT_USD; yours to change all the same.',
  },
  limit_usd: { ...usdOrNull, description: 'USD; null: nothing is refused, thresholds only warn.' },
  soft_thresholds_usd: listOf(usd),
  spent_usd: usd,
  reserved_usd: { ...usd, description: 'On hold for requests that are running.' },
  remaining_usd: usdOrNull,
  passed_threshold_usd: { ...usdOrNull, description: 'The highest threshold that is reached.' },
  window: object({ starts_at: time, ends_at: { ...time, description: 'Exclusive.' } }),
  resets_at: time,
});

const LedgerPosting = object({
  revision: { ...count, description: '0 is the one final posting; later ones are corrections.' },
  outcome: { type: 'string', enum: ['settled', 'voided', 'unknown', 'corrected'] },
  basis,
  cost_usd: usd,
  vendor_usage: { description: 'The vendor’s own usage object; null when it sent none.' },
  posted_at: time,
});

const LedgerLine = object({
  revision: count,
  meter: text,
  quantity: { type: 'integer' },
  unit_price_usd: usd,
  amount_usd: usd,
  basis,
  price_version: text,
  posted_at: time,
});

const LedgerAttempt = object({
  attempt_id: { type: 'string', format: 'uuid' },
  kind: { type: 'string', enum: ['model', 'search'] },
  provider: text,
  model: text,
  organisation: text,
  team: { type: ['string', 'null'] },
  cost_center: { type: ['string', 'null'] },
  key_id: text,
  outcome: { type: 'string', enum: ['reserved', 'settled', 'voided', 'unknown', 'corrected'] },
  reserved_at: time,
  duration_ms: { type: ['integer', 'null'] },
  price_version: text,
  hold_usd: usd,
  cost_usd: usd,
  postings: listOf(ref('LedgerPosting')),
  lines: listOf(ref('LedgerLine')),
});

export const COST_SCHEMAS: Readonly<Record<string, Schema>> = {
  Budget,
  BudgetList: object({ budgets: listOf(ref('Budget')) }),
  LedgerPosting,
  LedgerLine,
  LedgerAttempt,
  RequestCost: object({ request_id: text, total_usd: usd, attempts: listOf(ref('LedgerAttempt')) }),
};
