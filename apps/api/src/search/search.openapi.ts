import { applyDecorators } from '@nestjs/common';
import { ApiHeader, ApiOperation, ApiResponse } from '@nestjs/swagger';
import { ApiProblems } from '../openapi/api-problems.js';
import { SEARCH_EXAMPLE } from '../openapi/examples.js';
import { ref } from '../openapi/schemas/schema.js';

const text = { type: 'string' as const };

export const ApiSearch = () =>
  applyDecorators(
    ApiOperation({
      summary: 'Search alone',
      description:
        'The sources an answer would get, without the answer: the same engine, domain and date policies, cache and ledger. Pages are not read. Personal data is taken out of the query before it leaves the house.',
    }),
    ApiHeader({
      name: 'X-Request-Timeout',
      required: false,
      description: 'Milliseconds after which you no longer wait; at most 600000.',
      schema: { type: 'integer', minimum: 1 },
    }),
    ApiResponse({
      status: 200,
      description:
        'What was found, best first; an empty list where nothing was. `cached`: it was known already and cost nothing.',
      headers: {
        'X-Request-ID': { description: 'The id under which it is logged.', schema: text },
        'X-Request-Cost': { description: 'USD, an exact decimal.', schema: text },
      },
      content: { 'application/json': { schema: ref('SearchResponse'), example: SEARCH_EXAMPLE } },
    }),
    ApiProblems(
      '/v1/search',
      'validation-failed',
      'payment-required',
      'budget-exceeded',
      'forbidden',
      'payload-too-large',
      'unsupported-media-type',
      'unprocessable',
      'rate-limit-exceeded',
      'provider-failed',
      'service-unavailable',
      'deadline-exceeded',
    ),
  );
