import { POINTED } from './pointed.js';

export const SETTLE = `
-- Posts what is held, once. Returns the attempts that had no hold, with the outcome that stands for them (or null).
CREATE FUNCTION ledger_settle(p_items jsonb, p_lines jsonb) RETURNS TABLE (attempt uuid, standing text)
LANGUAGE plpgsql ${POINTED} AS $$
DECLARE
  posted ledger_posting[];
BEGIN
  PERFORM pg_advisory_xact_lock_shared(7301);
  posted := ledger_take(p_items);
  IF posted IS NOT NULL THEN
    PERFORM ledger_move(posted, NULL);
    PERFORM ledger_append(posted, p_lines);
  END IF;
  RETURN QUERY SELECT * FROM ledger_late(p_items, posted);
END $$;

-- Releases what is held for these postings and returns them with it; those that found no hold are not among them.
CREATE FUNCTION ledger_take(p_items jsonb) RETURNS ledger_posting[] LANGUAGE plpgsql AS $$
DECLARE
  taken ledger_posting[];
BEGIN
  WITH given AS (
    SELECT DISTINCT ON (x.a) x.* FROM jsonb_populate_recordset(NULL::ledger_posting, p_items) x ORDER BY x.a, x.n
  ), held AS (
    -- By an index over an array, which is gone through in its order: so are the locks taken.
    DELETE FROM holds h WHERE h.attempt_id = ANY (ARRAY(SELECT i.a FROM given i)) RETURNING h.attempt_id, h.amount, h.windows
  )
  SELECT array_agg((i.n, i.a, 0, i.o, i.b, i.c, i.d, i.u, i.r, h.windows, i.at, i.pv, h.amount)::ledger_posting) INTO taken
  FROM held h JOIN given i ON i.a = h.attempt_id;
  RETURN taken;
END $$;

-- Those of the postings that found no hold, with the outcome that stands for their attempts (or null).
CREATE FUNCTION ledger_late(p_items jsonb, p_posted ledger_posting[]) RETURNS TABLE (attempt uuid, standing text)
LANGUAGE sql STABLE AS $$
  SELECT i.a, (SELECT p.outcome FROM postings p WHERE p.attempt_id = i.a AND p.revision = 0)
  FROM jsonb_populate_recordset(NULL::ledger_posting, p_items) i
  WHERE NOT EXISTS (SELECT FROM unnest(p_posted) done WHERE done.a = i.a)
$$;
`;
