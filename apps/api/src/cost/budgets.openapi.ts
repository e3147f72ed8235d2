import { applyDecorators } from '@nestjs/common';
import { ApiOperation, ApiResponse } from '@nestjs/swagger';
import { ApiProblems } from '../openapi/api-problems.js';
import { ref } from '../openapi/schemas/schema.js';

const EXAMPLE = {
  id: '0d9f3c1e-6f3b-4f57-9f6e-0f4f5d1c2b3a',
  name: 'Support team, monthly',
  scope: 'team',
  subject: 'support',
  period: 'month',
  timezone: 'Europe/Vienna',
  origin: 'user',
  limit_usd: '250',
  soft_thresholds_usd: ['125', '200', '250'],
  spent_usd: '131.4472135',
  reserved_usd: '0.0124',
  remaining_usd: '118.5403865',
  passed_threshold_usd: '125',
  window: { starts_at: '2026-01-31T23:00:00.000Z', ends_at: '2026-02-28T23:00:00.000Z' },
  resets_at: '2026-02-28T23:00:00.000Z',
};
const content = { 'application/json': { schema: ref('Budget'), example: EXAMPLE } };
const ONE = '/v1/budgets/{id}';
const ALL = '/v1/budgets';

export const ApiListBudgets = () =>
  applyDecorators(
    ApiOperation({ summary: 'All budgets and how much of them is used' }),
    ApiResponse({
      status: 200,
      description: 'By name.',
      content: { 'application/json': { schema: ref('BudgetList'), example: { budgets: [EXAMPLE] } } },
    }),
    ApiProblems(ALL, 'forbidden'),
  );

export const ApiReadBudget = () =>
  applyDecorators(
    ApiOperation({ summary: 'One budget and how much of it is used' }),
    ApiResponse({ status: 200, description: 'Its running window.', content }),
    ApiProblems(ONE, 'validation-failed', 'forbidden', 'not-found'),
  );

export const ApiPutBudget = () =>
  applyDecorators(
    ApiOperation({
      summary: 'Make a budget, or give the one of this name another limit',
      description:
        'In force at once. What has been spent in the running window counts, and what is on hold; a limit below that refuses new requests until the window ends. What a budget is for (scope, subject, period, timezone) cannot be changed: 409.',
    }),
    ApiResponse({
      status: 200,
      description: 'It was there; its limit and thresholds are these now.',
      content,
    }),
    ApiResponse({ status: 201, description: 'It was made.', content }),
    ApiProblems(ALL, 'validation-failed', 'forbidden', 'conflict', 'unprocessable'),
  );

export const ApiChangeBudget = () =>
  applyDecorators(
    ApiOperation({ summary: 'Give a budget another name, limit and thresholds' }),
    ApiResponse({ status: 200, description: 'As it is now.', content }),
    ApiProblems(ONE, 'validation-failed', 'forbidden', 'not-found', 'conflict', 'unprocessable'),
  );

export const ApiDeleteBudget = () =>
  applyDecorators(
    ApiOperation({
      summary: 'Put a budget away',
      description: 'It binds nothing new; what it has held and spent stays in the books.',
    }),
    ApiResponse({ status: 204, description: 'It is gone.' }),
    ApiProblems(ONE, 'validation-failed', 'forbidden', 'not-found'),
  );
