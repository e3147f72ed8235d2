import { POINTED } from './pointed.js';

export const SETTLE = `
-- Posts what is held, once. Returns the attempts that had no hold, with the outcome that stands for them (or null).
CREATE FUNCTION ledger_settle(p_items jsonb, p_lines jsonb) RETURNS TABLE (attempt uuid, standing text)
LANGUAGE plpgsql ${POINTED} AS $$
DECLARE
  given ledger_posting[];
BEGIN
  PERFORM pg_advisory_xact_lock_shared(7301);
  SELECT array_agg(i ORDER BY i.n) INTO given FROM jsonb_populate_recordset(NULL::ledger_posting, p_items) i;
  PERFORM FROM holds h WHERE h.attempt_id IN (SELECT i.a FROM unnest(given) i) ORDER BY h.attempt_id FOR UPDATE;
  RETURN QUERY SELECT * FROM ledger_post(given, p_lines);
END $$;

-- The same, for a caller that has the holds' locks.
CREATE FUNCTION ledger_post(given ledger_posting[], p_lines jsonb) RETURNS TABLE (attempt uuid, standing text)
LANGUAGE plpgsql AS $$
DECLARE
  posting_list ledger_posting[];
  line_list ledger_line[];
BEGIN
  SELECT array_agg((i.n, i.a, 0, i.o, i.b, i.c, i.d, i.u, i.r, h.windows, i.at, i.pv)::ledger_posting) INTO posting_list
  FROM (SELECT DISTINCT ON (x.a) x.* FROM unnest(given) x ORDER BY x.a, x.n) i
  JOIN holds h ON h.attempt_id = i.a;

  IF posting_list IS NOT NULL THEN
    PERFORM ledger_move(posting_list);
    SELECT coalesce(array_agg(l ORDER BY l.n), '{}') INTO line_list FROM jsonb_populate_recordset(NULL::ledger_line, p_lines) l
    WHERE l.n IN (SELECT i.n FROM unnest(posting_list) i);
    DELETE FROM holds h USING unnest(posting_list) i WHERE h.attempt_id = i.a;
    PERFORM ledger_append(posting_list, line_list);
  END IF;

  IF cardinality(posting_list) = cardinality(given) THEN RETURN; END IF;
  RETURN QUERY SELECT i.a, p.outcome FROM unnest(given) i
  LEFT JOIN postings p ON p.attempt_id = i.a AND p.revision = 0
  WHERE NOT EXISTS (SELECT FROM unnest(posting_list) done WHERE done.a = i.a);
END $$;

-- Moves the budget windows' totals: out of reserved what was held, into spent what it cost.
CREATE FUNCTION ledger_move(p_postings ledger_posting[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM FROM budget_windows b WHERE b.id IN (SELECT unnest(i.w) FROM unnest(p_postings) i) ORDER BY b.id FOR UPDATE;
  UPDATE budget_windows b SET
    spent = b.spent + m.cost,
    reserved = b.reserved - m.held,
    overage = coalesce(b.spent + m.cost + b.reserved - m.held > b.limit_amount, false)
  FROM (
    SELECT w.id, sum(i.c) AS cost, sum(coalesce(h.amount, 0)) AS held
    FROM unnest(p_postings) i CROSS JOIN LATERAL unnest(i.w) w(id)
    LEFT JOIN holds h ON h.attempt_id = i.a
    GROUP BY w.id
  ) m WHERE b.id = m.id;
END $$;
`;
