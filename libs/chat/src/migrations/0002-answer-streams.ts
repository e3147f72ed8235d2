import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What resuming needs: of every answer the order of its events (their bulk is in the response already), and of
 * a running answer whose client asked for it the events themselves, until it has ended.
 */
const UP = `
-- How the answer was told, as JSON: a number is a delta of that many UTF-16 units, else [type, data].
ALTER TABLE answers ADD COLUMN events text;

CREATE TABLE answer_streams (
  response_id text PRIMARY KEY,
  owner_id text NOT NULL,
  conversation_id uuid NOT NULL,
  -- Its process still writes it.
  beat_at timestamptz NOT NULL,
  -- Somebody reads it from here.
  followed_at timestamptz NOT NULL DEFAULT '-infinity',
  -- Its turn is written. Of this and lost_at one is set, once, under the lock of this row: an answer has one end.
  ended boolean NOT NULL DEFAULT false,
  -- Its process is gone: the durable end of an answer that nobody could end.
  lost_at timestamptz,
  -- The last number that was written by then: what its process writes later, if it lives, is not told any more.
  lost_seq int
) WITH (fillfactor = 70);
CREATE INDEX answer_streams_by_age ON answer_streams (beat_at);
CREATE INDEX answer_streams_by_conversation ON answer_streams (conversation_id);

CREATE TABLE answer_events (
  response_id text NOT NULL REFERENCES answer_streams ON DELETE CASCADE,
  seq_from int NOT NULL,
  seq_to int NOT NULL,
  events text NOT NULL,
  PRIMARY KEY (response_id, seq_from)
);
`;

const DOWN = `
DROP TABLE answer_events;
DROP TABLE answer_streams;
ALTER TABLE answers DROP COLUMN events;
`;

export class CreateAnswerStreams1795305600002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DOWN);
  }
}
