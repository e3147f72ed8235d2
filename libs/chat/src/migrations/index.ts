import { CreateConversations1795305600001 } from './0001-conversations.js';

/** This room's tables, oldest first. */
export const chatMigrations = [CreateConversations1795305600001] as const;
