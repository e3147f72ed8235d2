import type { MigrationInterface, QueryRunner } from 'typeorm';
import { BEGIN } from './idempotency-functions/begin.js';
import { GIVE_UP } from './idempotency-functions/give-up.js';
import { LEASE_IS_OVER } from './idempotency-functions/lease-is-over.js';

const UP = `
CREATE TABLE idempotency (
  owner text NOT NULL,
  key text NOT NULL,
  body_hash text NOT NULL,
  -- Who holds the key.
  request_id text NOT NULL,
  process_id text NOT NULL,
  conversation_id text,
  -- The answer that is being given; whoever takes the key over may find it finished.
  answer_id text,
  -- The request under which that answer is in the ledger: of a key that was taken over, the first holder's.
  booked_as text NOT NULL,
  -- Postings and lines that wait until the answer is durable, as ledger_settle takes them.
  owed jsonb,
  -- 410: its conversation was erased.
  status integer,
  headers jsonb,
  body bytea,
  started_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  PRIMARY KEY (owner, key),
  -- Done or in flight, nothing between.
  CHECK ((status IS NULL) = (body IS NULL) AND (status IS NULL) = (headers IS NULL))
);
CREATE INDEX idempotency_by_expiry ON idempotency (expires_at);
CREATE INDEX idempotency_by_conversation ON idempotency (conversation_id);
CREATE INDEX idempotency_in_flight ON idempotency (process_id) WHERE status IS NULL;

-- Requests whose begin failed in a way that leaves open whether it was committed: they never hold a key.
CREATE TABLE voided_requests (
  request_id text PRIMARY KEY,
  voided_at timestamptz NOT NULL DEFAULT now()
);
`;

const DOWN = `
DROP FUNCTION idempotency_begin, idempotency_watch, idempotency_void, idempotency_erase, lease_is_over;
DROP TABLE idempotency, voided_requests;
`;

export class Idempotency1763800000104 implements MigrationInterface {
  readonly name = 'Idempotency1763800000104';

  async up(runner: QueryRunner): Promise<void> {
    for (const sql of [UP, LEASE_IS_OVER, BEGIN, GIVE_UP]) await runner.query(sql);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DOWN);
  }
}
