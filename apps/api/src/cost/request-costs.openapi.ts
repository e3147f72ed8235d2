import { applyDecorators } from '@nestjs/common';
import { ApiOperation, ApiResponse } from '@nestjs/swagger';
import { ApiProblems } from '../openapi/api-problems.js';
import { ref } from '../openapi/schemas/schema.js';

const priceVersion = 'list/openai/gpt-4o-mini@2024-07-18#1f0c8b2a4d6e';
const at = '2026-01-31T10:30:01.417Z';
const lineOf = (meter: string, quantity: number, unit: string, amount: string) => ({
  revision: 0,
  meter,
  quantity,
  unit_price_usd: unit,
  amount_usd: amount,
  basis: 'exact',
  price_version: priceVersion,
  posted_at: at,
});

const EXAMPLE = {
  request_id: 'req-VfEXLqbmzXYq3g',
  total_usd: '0.0000525',
  attempts: [
    {
      attempt_id: '7b1f6a0e-2f59-4c2e-9d0a-3f7f0f3a1c55',
      kind: 'model',
      provider: 'openai',
      model: 'gpt-4o-mini',
      organisation: 'default',
      team: 'support',
      cost_center: null,
      key_id: 'key_3f9c2b7a11d04e58',
      outcome: 'settled',
      reserved_at: '2026-01-31T10:30:00.012Z',
      duration_ms: 1404,
      price_version: priceVersion,
      hold_usd: '0.0006381',
      cost_usd: '0.0000525',
      postings: [
        {
          revision: 0,
          outcome: 'settled',
          basis: 'exact',
          cost_usd: '0.0000525',
          vendor_usage: { prompt_tokens: 150, completion_tokens: 50 },
          posted_at: at,
        },
      ],
      lines: [
        lineOf('input_uncached', 150, '0.00000015', '0.0000225'),
        lineOf('output', 50, '0.0000006', '0.00003'),
      ],
    },
  ],
};

export const ApiRequestCost = () =>
  applyDecorators(
    ApiOperation({
      summary: 'What one request cost: every attempt, every line',
      description:
        'Retries, fallbacks, abandoned streams and searches are attempts of their own. `basis`: exact (the vendor’s usage), estimated (a stream that was cut, counted), unknown (no answer: the whole hold), corrected (a difference, posted later). Finance sees every request, a chat key its own. A request whose client named it with X-Request-ID is booked as `<name>~<token>`, and found by its name as long as no other had it; else the answer is 409 and lists their ids.',
    }),
    ApiResponse({
      status: 200,
      description: 'The total is the sum of the attempts, each the sum of its lines.',
      content: { 'application/json': { schema: ref('RequestCost'), example: EXAMPLE } },
    }),
    ApiProblems('/v1/costs/requests/{request_id}', 'validation-failed', 'forbidden', 'not-found', 'conflict'),
  );
