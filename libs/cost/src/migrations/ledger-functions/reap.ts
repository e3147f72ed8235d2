import { POINTED } from './pointed.js';

export const REAP = `
-- Posts the full hold, as unknown, of what processes without a lease have left. Returns how many it posted.
CREATE FUNCTION ledger_reap(p_limit integer, p_at double precision) RETURNS integer LANGUAGE plpgsql ${POINTED} AS $$
DECLARE
  item_list jsonb;
  line_list jsonb;
  reaped integer;
BEGIN
  PERFORM pg_advisory_xact_lock_shared(7301);
  WITH dead AS (
    SELECT h.* FROM holds h
    WHERE NOT EXISTS (SELECT FROM leases l WHERE l.process_id = h.process_id AND l.expires_at > clock_timestamp())
    ORDER BY h.attempt_id LIMIT p_limit FOR UPDATE SKIP LOCKED
  ), numbered AS (
    SELECT row_number() OVER (ORDER BY d.attempt_id) AS n, d.*,
      (SELECT a.price_version FROM attempts a WHERE a.attempt_id = d.attempt_id) AS price_version FROM dead d
  )
  SELECT count(*), jsonb_agg(jsonb_build_object('n', n, 'a', attempt_id, 'o', 'unknown', 'b', 'unknown', 'c', amount,
      'u', '{}'::jsonb, 'at', p_at, 'pv', price_version)),
    (SELECT coalesce(jsonb_agg(l.line || jsonb_build_object('n', x.n, 'b', 'unknown')), '[]')
      FROM numbered x CROSS JOIN LATERAL jsonb_array_elements(x.lines) l(line))
  INTO reaped, item_list, line_list FROM numbered;
  IF reaped > 0 THEN PERFORM ledger_settle(item_list, line_list); END IF;
  RETURN reaped;
END $$;
`;
