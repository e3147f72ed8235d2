import { POINTED } from './pointed.js';

export const CORRECT = `
-- Posts the difference between what stands for an attempt and p_lines. Null: it is not posted at all.
CREATE FUNCTION ledger_correct(p_attempt uuid, p_usage jsonb, p_raw jsonb, p_lines jsonb, p_at double precision)
RETURNS numeric LANGUAGE plpgsql ${POINTED} AS $$
DECLARE
  last postings;
  version text;
  difference numeric;
  posting ledger_posting;
  line_list jsonb;
BEGIN
  PERFORM pg_advisory_xact_lock_shared(7301);
  PERFORM pg_advisory_xact_lock(hashtextextended(p_attempt::text, 7302));
  SELECT * INTO last FROM postings p WHERE p.attempt_id = p_attempt ORDER BY p.revision DESC LIMIT 1;
  IF NOT FOUND THEN RETURN NULL; END IF;
  SELECT a.price_version INTO version FROM attempts a WHERE a.attempt_id = p_attempt;
  SELECT jsonb_agg(jsonb_build_object('n', 1, 'm', d.m, 'q', d.q, 'p', d.p, 's', d.q * d.p, 'b', 'corrected') ORDER BY d.m, d.p),
    sum(d.q * d.p) INTO line_list, difference
  FROM (
    SELECT x.m, x.p, sum(x.q)::bigint AS q FROM (
      SELECT l.m, l.p, l.q FROM jsonb_populate_recordset(NULL::ledger_line, p_lines) l
      UNION ALL
      SELECT s.meter, s.unit_price, -s.quantity FROM lines s WHERE s.attempt_id = p_attempt
    ) x GROUP BY x.m, x.p HAVING sum(x.q) <> 0
  ) d;
  IF line_list IS NULL THEN RETURN 0; END IF;
  posting := (1, p_attempt, last.revision + 1, 'corrected', 'corrected', difference, NULL, p_usage, p_raw, last.windows,
    p_at, version, 0);
  PERFORM ledger_move(ARRAY[posting], NULL);
  PERFORM ledger_append(ARRAY[posting], line_list);
  RETURN posting.c;
END $$;
`;
