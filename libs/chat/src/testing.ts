export { describeConversations, turn as conversationTurn } from './conversations/conversations.contract.js';
export { MemoryConversations } from './conversations/memory-conversations.js';
export { recordColumns } from './conversations/record-batch.js';
export { RECORD } from './conversations/sql.js';
export { PostgresConversations } from './conversations/postgres-conversations.js';
export { PostgresAnswerStreams } from './resume/postgres-answer-streams.js';
export { buildPrompt } from './prompt/build-prompt.js';
