export const BEGIN = `
-- Takes the key when it is new, expired, or was left in flight (with the same body) by a process that died; what
-- that one had noted stays until the next answer is noted. No row: the request was voided.
CREATE FUNCTION idempotency_begin(p_owner text, p_key text, p_hash text, p_request text, p_process text, p_conversation text,
  p_lease_ms integer, p_keep_ms bigint)
RETURNS TABLE (fresh boolean, same_body boolean, status integer, headers jsonb, body bytea, booked_as text, answer_id text, owes boolean)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  at timestamptz;
  taken idempotency;
BEGIN
  PERFORM pg_advisory_xact_lock_shared(hashtextextended(p_request, 7304));
  IF EXISTS (SELECT FROM voided_requests v WHERE v.request_id = p_request) THEN RETURN; END IF;
  at := clock_timestamp();
  INSERT INTO leases (process_id, expires_at) VALUES (p_process, at + p_lease_ms * interval '1 ms')
  ON CONFLICT (process_id) DO UPDATE SET expires_at = excluded.expires_at WHERE leases.expires_at <= at;
  INSERT INTO idempotency AS i (owner, key, body_hash, request_id, process_id, conversation_id, booked_as, expires_at)
  VALUES (p_owner, p_key, p_hash, p_request, p_process, p_conversation, p_request, at + p_keep_ms * interval '1 ms')
  ON CONFLICT (owner, key) DO UPDATE SET body_hash = excluded.body_hash, request_id = excluded.request_id,
    process_id = excluded.process_id, status = NULL, headers = NULL, body = NULL, started_at = now(), expires_at = excluded.expires_at,
    conversation_id = CASE WHEN i.expires_at > at THEN i.conversation_id ELSE excluded.conversation_id END,
    booked_as = CASE WHEN i.expires_at > at THEN i.booked_as ELSE excluded.booked_as END,
    answer_id = CASE WHEN i.expires_at > at THEN i.answer_id END,
    owed = CASE WHEN i.expires_at > at THEN i.owed END
  WHERE i.expires_at <= at
    OR (i.status IS NULL AND i.body_hash = excluded.body_hash AND lease_is_over(i.process_id, p_lease_ms, at))
  RETURNING i.* INTO taken;
  IF FOUND THEN
    RETURN QUERY SELECT true, true, NULL::integer, NULL::jsonb, NULL::bytea, taken.booked_as, taken.answer_id, taken.owed IS NOT NULL;
  ELSE
    RETURN QUERY SELECT false, i.body_hash = p_hash, i.status, i.headers, i.body, i.booked_as, NULL::text, false
    FROM idempotency i WHERE i.owner = p_owner AND i.key = p_key;
  END IF;
END $$;
`;
