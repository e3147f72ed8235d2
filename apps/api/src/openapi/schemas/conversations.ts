import { listOf, object, ref, text, time } from './schema.js';

export const ConversationSummary = object({
  id: { type: 'string', format: 'uuid' },
  title: text,
  created_at: time,
  updated_at: time,
});

export const ConversationPage = object({
  conversations: listOf(ref('ConversationSummary')),
  next_cursor: { type: ['string', 'null'], description: 'For the next page; null: this was the last.' },
});

export const ConversationMessage = object(
  { role: { type: 'string', enum: ['user', 'assistant'] }, content: text, created_at: time },
  { response_id: { ...text, description: 'What GET /v1/chat/{id} takes.' } },
);

export const Conversation = {
  allOf: [ref('ConversationSummary'), object({ messages: listOf(ref('ConversationMessage')) })],
};
