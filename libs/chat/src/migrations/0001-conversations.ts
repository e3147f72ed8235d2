import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What was asked and answered. Erasing a conversation erases all its text; what it cost is kept elsewhere and
 * knows only ids.
 */
const UP = `
CREATE TABLE conversations (
  id uuid PRIMARY KEY,
  owner_id text NOT NULL,
  title text NOT NULL,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  next_turn int NOT NULL,
  -- The number the next source gets: numbers are unique in a conversation.
  next_source int NOT NULL
) WITH (fillfactor = 80);
CREATE INDEX conversations_by_owner ON conversations (owner_id, updated_at DESC, id DESC);
CREATE INDEX conversations_by_age ON conversations (updated_at);

CREATE TABLE messages (
  conversation_id uuid NOT NULL REFERENCES conversations ON DELETE CASCADE,
  turn int NOT NULL,
  role text NOT NULL CHECK (role IN ('user', 'assistant')),
  content text NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (conversation_id, turn, role)
);

CREATE TABLE answers (
  id text PRIMARY KEY,
  conversation_id uuid NOT NULL REFERENCES conversations ON DELETE CASCADE,
  turn int NOT NULL,
  owner_id text NOT NULL,
  request_id text NOT NULL,
  status text NOT NULL,
  -- The response as it was sent, byte for byte: jsonb would reorder it.
  response text NOT NULL,
  created_at timestamptz NOT NULL,
  UNIQUE (conversation_id, turn)
);

-- Answers that are kept for their idempotency key are text too: whatever erases a conversation erases them with it.
CREATE FUNCTION conversations_erased() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM idempotency_erase(ARRAY(SELECT id::text FROM gone));
  RETURN NULL;
END $$;
CREATE TRIGGER conversations_erased AFTER DELETE ON conversations
  REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION conversations_erased();
`;

const DOWN = `
DROP TABLE answers;
DROP TABLE messages;
DROP TABLE conversations;
DROP FUNCTION conversations_erased;
`;

export class CreateConversations1795305600001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DOWN);
  }
}
