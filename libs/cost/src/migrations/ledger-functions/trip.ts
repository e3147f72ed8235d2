import { POINTED } from './pointed.js';

export const TRIP = `
-- One trip of a process: what has ended is posted, then what wants to begin is admitted, in one commit. Null: all
-- is well. Otherwise the refused and the attempts that had no hold, amounts as text (JSON numbers are floats).
CREATE FUNCTION ledger_trip(p_process text, p_lease_ms integer, p_reservations jsonb, p_postings jsonb, p_lines jsonb)
RETURNS jsonb LANGUAGE plpgsql ${POINTED} AS $$
DECLARE
  items ledger_reservation[];
  given ledger_posting[];
  held_windows bigint[];
  places record;
  late jsonb;
  refused jsonb;
BEGIN
  PERFORM pg_advisory_xact_lock_shared(7301);
  IF p_postings IS NOT NULL THEN
    SELECT array_agg(i ORDER BY i.n) INTO given FROM jsonb_populate_recordset(NULL::ledger_posting, p_postings) i;
    SELECT array_agg(x.w) INTO held_windows FROM (
      SELECT h.windows FROM holds h WHERE h.attempt_id IN (SELECT i.a FROM unnest(given) i) ORDER BY h.attempt_id FOR UPDATE
    ) h CROSS JOIN LATERAL unnest(h.windows) x(w);
  END IF;
  IF p_reservations IS NOT NULL THEN
    PERFORM ledger_live(p_process, p_lease_ms);
    SELECT coalesce(array_agg(i ORDER BY i.n), '{}') INTO items
    FROM jsonb_populate_recordset(NULL::ledger_reservation, p_reservations) i
    WHERE NOT EXISTS (SELECT FROM voided_reservations v WHERE v.attempt_id = i.a);
    SELECT * INTO places FROM ledger_places(items);
    PERFORM FROM budget_windows b WHERE b.id = ANY (places.item_window || held_windows) ORDER BY b.id FOR UPDATE;
  END IF;
  IF p_postings IS NOT NULL THEN
    SELECT jsonb_agg(to_jsonb(s)) INTO late FROM ledger_post(given, p_lines) s;
  END IF;
  IF p_reservations IS NOT NULL THEN
    SELECT jsonb_agg(jsonb_build_object('ordinal', r.ordinal, 'budget', r.budget, 'limit', r.budget_limit::text,
      'spent', r.budget_spent::text, 'reserved', r.budget_reserved::text, 'resetsAt', extract(epoch FROM r.resets_at) * 1000))
    INTO refused FROM ledger_admit(p_process, items, places.item_n, places.item_window) r;
  END IF;
  IF late IS NULL AND refused IS NULL THEN RETURN NULL; END IF;
  RETURN jsonb_build_object('late', coalesce(late, '[]'), 'refused', coalesce(refused, '[]'));
END $$;
`;
