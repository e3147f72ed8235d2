import { applyDecorators } from '@nestjs/common';
import { ApiOperation, ApiResponse } from '@nestjs/swagger';
import { ApiProblems } from '../openapi/api-problems.js';
import { object } from '../openapi/schemas/schema.js';

const circuit = object({
  model: { type: 'string' },
  breaker: { type: 'string', enum: ['closed', 'half-open', 'open', 'off'] },
  open_for_callers: {
    type: 'integer',
    description:
      'Callers who are refused by a breaker of their own because their calls were met with silence.',
  },
  failures: { type: 'integer', description: 'That count at this moment.' },
  probes_in_flight: { type: 'integer' },
  opened_at: { type: ['string', 'null'], format: 'date-time' },
  retry_after_ms: { type: 'integer', description: 'Until a probe may go; 0 unless open.' },
  usual_duration_ms: { type: 'integer', description: '0: unknown.' },
});

const schema = object({
  providers: {
    type: 'array',
    items: object({
      name: { type: 'string' },
      configured: { type: 'boolean' },
      default: { type: 'boolean' },
      fallback: { type: 'boolean' },
      circuits: { type: 'array', items: circuit },
    }),
  },
});

const example = {
  providers: [
    {
      name: 'openai',
      configured: true,
      default: true,
      fallback: false,
      circuits: [
        {
          model: 'gpt-4o-mini',
          breaker: 'open',
          open_for_callers: 0,
          failures: 0,
          probes_in_flight: 0,
          opened_at: '2026-01-31T10:30:00.000Z',
          retry_after_ms: 21_500,
          usual_duration_ms: 840,
        },
      ],
    },
  ],
};

export const ApiListProviders = () =>
  applyDecorators(
    ApiOperation({
      summary: 'The providers and their circuit breakers',
      description: 'As the answering process sees them: every replica has breakers of its own.',
    }),
    ApiResponse({
      status: 200,
      description: 'All providers.',
      content: { 'application/json': { schema, example } },
    }),
    ApiProblems('/v1/admin/providers', 'forbidden'),
  );

export const ApiResetBreaker = () =>
  applyDecorators(
    ApiOperation({
      summary: 'Close a provider’s breakers by hand, in every process',
      description: '`model` is named as `circuits` shows it: without a date.',
    }),
    ApiResponse({
      status: 200,
      description: 'How many there were in the answering process, and whether the others were told.',
      content: {
        'application/json': {
          schema: object({ reset: { type: 'integer' }, others_told: { type: 'boolean' } }),
          example: { reset: 1, others_told: true },
        },
      },
    }),
    ApiProblems(
      '/v1/admin/providers/{provider}/breaker/reset',
      'validation-failed',
      'forbidden',
      'not-found',
    ),
  );
