export const GIVE_UP = `
-- Gives a key back of which nobody knows whether it was begun. Alone with the request's lock: a begin that is under
-- way is over, and one that comes later finds itself voided. What a dead process had noted is left to be found.
CREATE FUNCTION idempotency_void(p_owner text, p_key text, p_request text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended(p_request, 7304));
  INSERT INTO voided_requests (request_id) VALUES (p_request) ON CONFLICT DO NOTHING;
  DELETE FROM idempotency WHERE owner = p_owner AND key = p_key AND request_id = p_request AND status IS NULL
    AND answer_id IS NULL AND owed IS NULL;
  UPDATE idempotency SET process_id = '' WHERE owner = p_owner AND key = p_key AND request_id = p_request AND status IS NULL;
END $$;

-- The text of these conversations is gone, from kept answers and from those that are still being given too.
CREATE FUNCTION idempotency_erase(p_conversations text[]) RETURNS void LANGUAGE sql AS $$
  UPDATE idempotency SET status = 410, headers = '{}', body = '' WHERE conversation_id = ANY (p_conversations)
$$;
`;
