import { CreateConversations1795305600001 } from './0001-conversations.js';
import { CreateAnswerStreams1795305600002 } from './0002-answer-streams.js';

/** This room's tables, oldest first. */
export const chatMigrations = [CreateConversations1795305600001, CreateAnswerStreams1795305600002] as const;
