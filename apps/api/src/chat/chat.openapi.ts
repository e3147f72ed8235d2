import { applyDecorators } from '@nestjs/common';
import { ApiHeader, ApiOperation, ApiResponse } from '@nestjs/swagger';
import { ApiProblems } from '../openapi/api-problems.js';
import { ANSWER_EXAMPLE, STREAM_EXAMPLE } from '../openapi/examples.js';
import { ref } from '../openapi/schemas/schema.js';

const headers = {
  'X-Request-ID': { description: 'The id under which it is logged.', schema: { type: 'string' as const } },
  'X-Request-Cost': {
    description: 'USD, an exact decimal: all attempts together. Not on a stream, whose last event has it.',
    schema: { type: 'string' as const },
  },
};
const replayed = {
  'Idempotency-Replayed': {
    description: '`true` on an answer that was given before.',
    schema: { type: 'string' as const },
  },
  'Idempotency-Booked-As': {
    description:
      'On an answer that was given before: the request that was paid for it, for `GET /v1/costs/requests/{request_id}`. `X-Request-Cost` is what that one cost; this request cost nothing.',
    schema: { type: 'string' as const },
  },
};
const answer = { 'application/json': { schema: ref('ChatResponse'), example: ANSWER_EXAMPLE } };

const preferHeader = ApiHeader({
  name: 'Prefer',
  required: false,
  description: '`resumable`: you may come back for the rest when you lose your connection.',
  schema: { type: 'string', enum: ['resumable'] },
});

export const ApiAsk = () =>
  applyDecorators(
    ApiOperation({
      summary: 'Ask a question',
      description:
        'Answers as JSON, or with `Accept: text/event-stream` as server-sent events of the same answer (see the schema ChatEvent). Going away cancels it, unless you said that you may come back: `Prefer: resumable` or `resumable: true`; see `GET /v1/chat/{id}/events`. The same events are on Socket.IO: namespace `/chat`, `auth: { apiKey }`, emit `chat:create` with this body and, in place of the header `X-Request-Timeout`, `timeout_ms` (acknowledged with `{ response_id }` or a problem), `chat:resume` with `{ response_id, after_seq }` and `chat:cancel` with `{ response_id }`, listen to `chat:event`, and to `exception` for what comes after an acknowledgement. A stream that has to end before its answer does says where to go on: see `GET /v1/chat/{id}/events`.',
    }),
    ApiHeader({
      name: 'X-Request-Timeout',
      required: false,
      description: 'Milliseconds after which you no longer wait; at most 600000.',
      schema: { type: 'integer', minimum: 1 },
    }),
    preferHeader,
    ApiHeader({
      name: 'X-Request-ID',
      required: false,
      description: 'Your own id for the request: letters, digits, `.`, `_`, `-`.',
      schema: { type: 'string', maxLength: 128 },
    }),
    ApiHeader({
      name: 'Idempotency-Key',
      required: false,
      description:
        'Makes it safe to send this again: for 24 hours the same key and body get the same answer, byte for byte, without another call upstream; 410 when its conversation has been erased since.',
      schema: { type: 'string', minLength: 1, maxLength: 255, pattern: '^[!-~]+$' },
    }),
    ApiResponse({
      status: 200,
      description: 'The answer; `status` says whether it is complete.',
      headers: { ...headers, ...replayed },
      content: {
        ...answer,
        'text/event-stream': {
          schema: {
            type: 'string',
            description: 'Events as `event: <type>`, `id: <seq>`, `data: <ChatEvent>`.',
          },
          example: STREAM_EXAMPLE,
        },
      },
    }),
    ApiProblems(
      '/v1/chat',
      'validation-failed',
      'payment-required',
      'budget-exceeded',
      'not-found',
      'not-acceptable',
      'idempotency-conflict',
      'gone',
      'payload-too-large',
      'unsupported-media-type',
      'unprocessable',
      'rate-limit-exceeded',
      'provider-failed',
      'service-unavailable',
      'deadline-exceeded',
    ),
  );

export const ApiReadAnswer = () =>
  applyDecorators(
    ApiOperation({ summary: 'Read a finished answer again' }),
    ApiResponse({ status: 200, description: 'The answer as it was given.', content: answer }),
    ApiProblems('/v1/chat/{id}', 'validation-failed', 'not-found'),
  );

export const ApiFollowAnswer = () =>
  applyDecorators(
    ApiOperation({
      summary: 'The events of an answer again, from the one after `Last-Event-ID`',
      description:
        'Once each, without a gap, to the terminal one, from any replica, and without another call to a model. A resumable answer is followed while it runs; any other is told when it has ended. Events are numbered as they were; their `ts` may be that of the end. Every stream ends with a terminal event, or, where this process stops or the database stays away, with `event: stream.interrupted`, which has no `id`: its data is a problem whose `extensions` have the `response_id` and the `after_seq` to go on from (a socket gets the same as `exception`), and the answer is not over.',
    }),
    ApiHeader({
      name: 'Last-Event-ID',
      required: false,
      description: '`seq` of the last event you have; left out, all are told.',
      schema: { type: 'integer', minimum: 0 },
    }),
    ApiResponse({
      status: 200,
      description: 'The rest of the events.',
      content: { 'text/event-stream': { schema: { type: 'string' }, example: STREAM_EXAMPLE } },
    }),
    ApiResponse({ status: 204, description: 'You have them all.' }),
    ApiProblems('/v1/chat/{id}/events', 'validation-failed', 'not-found', 'service-unavailable'),
  );

export const ApiCancelAnswer = () =>
  applyDecorators(
    ApiOperation({ summary: 'Cancel a running answer' }),
    ApiResponse({
      status: 204,
      description: 'It is being called off; whoever waits for it gets `response.cancelled`.',
    }),
    ApiProblems('/v1/chat/{id}', 'validation-failed', 'not-found'),
  );
