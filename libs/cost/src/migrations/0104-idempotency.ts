import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = `
CREATE TABLE idempotency (
  owner text NOT NULL,
  key text NOT NULL,
  body_hash text NOT NULL,
  request_id text NOT NULL,
  process_id text NOT NULL,
  -- The answer that is being given; whoever takes the key over may find it finished.
  answer_id text,
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

-- Takes the key when it is new, expired, or was left in flight (with the same body) by a process that died.
CREATE FUNCTION idempotency_begin(p_owner text, p_key text, p_hash text, p_request text, p_process text, p_lease_ms integer, p_keep_ms bigint)
RETURNS TABLE (fresh boolean, same_body boolean, status integer, headers jsonb, body bytea, request_id text, answer_id text) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  left_answer text;
BEGIN
  INSERT INTO leases (process_id, expires_at) VALUES (p_process, clock_timestamp() + p_lease_ms * interval '1 ms')
  ON CONFLICT (process_id) DO UPDATE SET expires_at = excluded.expires_at WHERE leases.expires_at <= clock_timestamp();
  SELECT i.answer_id INTO left_answer FROM idempotency i
  WHERE i.owner = p_owner AND i.key = p_key AND i.status IS NULL AND i.expires_at > clock_timestamp();
  INSERT INTO idempotency AS i (owner, key, body_hash, request_id, process_id, expires_at)
  VALUES (p_owner, p_key, p_hash, p_request, p_process, clock_timestamp() + p_keep_ms * interval '1 ms')
  ON CONFLICT (owner, key) DO UPDATE SET body_hash = excluded.body_hash, request_id = excluded.request_id,
    process_id = excluded.process_id, answer_id = NULL, status = NULL, headers = NULL, body = NULL, started_at = now(), expires_at = excluded.expires_at
  WHERE i.expires_at <= clock_timestamp() OR (i.status IS NULL AND i.body_hash = excluded.body_hash
    AND NOT EXISTS (SELECT FROM leases l WHERE l.process_id = i.process_id AND l.expires_at > clock_timestamp()));
  IF FOUND THEN
    RETURN QUERY SELECT true, true, NULL::integer, NULL::jsonb, NULL::bytea, p_request, left_answer;
  ELSE
    RETURN QUERY SELECT false, i.body_hash = p_hash, i.status, i.headers, i.body, i.request_id, NULL::text
    FROM idempotency i WHERE i.owner = p_owner AND i.key = p_key;
  END IF;
END $$;
`;

const DOWN = 'DROP FUNCTION idempotency_begin; DROP TABLE idempotency;';

export class Idempotency1763800000104 implements MigrationInterface {
  readonly name = 'Idempotency1763800000104';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DOWN);
  }
}
