import { applyDecorators } from '@nestjs/common';
import { ApiOperation, ApiResponse } from '@nestjs/swagger';
import { ApiProblems } from '../openapi/api-problems.js';
import { ANSWER_EXAMPLE } from '../openapi/examples.js';
import { ref } from '../openapi/schemas/schema.js';

const summary = {
  id: ANSWER_EXAMPLE.conversation_id,
  title: 'How do I open a circuit breaker with cockatiel?',
  created_at: ANSWER_EXAMPLE.timestamp,
  updated_at: ANSWER_EXAMPLE.timestamp,
};

const messages = [
  { role: 'user', content: summary.title, created_at: summary.created_at },
  {
    role: 'assistant',
    content: ANSWER_EXAMPLE.message.content,
    created_at: summary.updated_at,
    response_id: ANSWER_EXAMPLE.id,
  },
];

export const ApiListConversations = () =>
  applyDecorators(
    ApiOperation({ summary: 'Your conversations, the newest first' }),
    ApiResponse({
      status: 200,
      description: 'One page.',
      content: {
        'application/json': {
          schema: ref('ConversationPage'),
          example: { conversations: [summary], next_cursor: null },
        },
      },
    }),
    ApiProblems('/v1/conversations', 'validation-failed'),
  );

export const ApiReadConversation = () =>
  applyDecorators(
    ApiOperation({ summary: 'One conversation with its messages' }),
    ApiResponse({
      status: 200,
      description: 'The messages, oldest first.',
      content: { 'application/json': { schema: ref('Conversation'), example: { ...summary, messages } } },
    }),
    ApiProblems('/v1/conversations/{id}', 'validation-failed', 'not-found'),
  );

export const ApiEraseConversation = () =>
  applyDecorators(
    ApiOperation({
      summary: 'Erase a conversation',
      description: 'Its messages, sources and answers are gone; what it cost stays in the books.',
    }),
    ApiResponse({ status: 204, description: 'It is gone.' }),
    ApiProblems('/v1/conversations/{id}', 'validation-failed', 'not-found'),
  );
