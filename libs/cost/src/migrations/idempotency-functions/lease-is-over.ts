export const LEASE_IS_OVER = `
-- Notes since when others have been looking at a lease that is over. A stretch with a gap of more than half a lease
-- begins anew: in the gap the database may have been away for the holder too.
CREATE FUNCTION idempotency_watch(p_lease_ms integer) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  at timestamptz := clock_timestamp();
  lease interval := p_lease_ms * interval '1 ms';
BEGIN
  UPDATE leases l SET
    watched_from = CASE WHEN l.watched_from >= l.expires_at AND l.watched_to > at - lease / 2 THEN l.watched_from ELSE at END,
    watched_to = at
  WHERE l.process_id IN (
    SELECT o.process_id FROM leases o
    WHERE o.expires_at <= at
      AND EXISTS (SELECT FROM idempotency i WHERE i.process_id = o.process_id AND i.status IS NULL)
    ORDER BY o.process_id FOR UPDATE SKIP LOCKED);
END $$;

-- Whether a process may be taken for dead: it has no lease, or let it run out and did not renew it for a whole lease
-- in which the database was there.
CREATE FUNCTION lease_is_over(p_process text, p_lease_ms integer, p_at timestamptz) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT NOT EXISTS (
    SELECT FROM leases l WHERE l.process_id = p_process AND NOT coalesce(
      l.expires_at <= p_at AND l.watched_from >= l.expires_at
      AND l.watched_from <= p_at - p_lease_ms * interval '1 ms'
      AND l.watched_to > p_at - p_lease_ms * interval '1 ms' / 2, false))
$$;
`;
