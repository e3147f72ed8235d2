import { applyDecorators } from '@nestjs/common';
import { ApiResponse } from '@nestjs/swagger';
import { ApiProblems } from '../openapi/api-problems.js';

const schema = {
  type: 'object',
  required: ['status', 'info', 'error', 'details'],
  properties: {
    status: { type: 'string', enum: ['ok', 'error', 'shutting_down'] },
    info: { type: 'object', description: 'The checks that passed.' },
    error: { type: 'object', description: 'The checks that failed.' },
    details: { type: 'object', description: 'All checks.' },
  },
};

const example = {
  status: 'ok',
  info: {
    database: { status: 'up' },
    migrations: { status: 'up' },
    ledger: { status: 'up' },
    accepting: { status: 'up', running_answers: 0 },
  },
  error: {},
  details: {
    database: { status: 'up' },
    migrations: { status: 'up' },
    ledger: { status: 'up' },
    accepting: { status: 'up', running_answers: 0 },
  },
};

export const ApiHealth = () =>
  applyDecorators(
    ApiResponse({ status: 200, description: 'Well.', content: { 'application/json': { schema, example } } }),
    ApiResponse({
      status: 503,
      description: 'Not well; the same body.',
      content: { 'application/json': { schema } },
    }),
    ApiProblems('/health', 'not-found'),
  );
