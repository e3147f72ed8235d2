import { POINTED } from './pointed.js';

export const TRIP = `
-- One trip of a process: what has ended is posted, then what wants to begin is admitted, in one commit. Null: all
-- is well. Otherwise the refused and the attempts that had no hold, amounts as text (JSON numbers are floats).
CREATE FUNCTION ledger_trip(p_process text, p_lease_ms integer, p_reservations jsonb, p_postings jsonb, p_lines jsonb)
RETURNS jsonb LANGUAGE plpgsql ${POINTED} AS $$
DECLARE
  posted ledger_posting[];
  wanted ledger_reservation[];
  refusals ledger_refusal[];
  late jsonb;
  refused jsonb;
BEGIN
  PERFORM pg_advisory_xact_lock_shared(7301);
  IF p_postings IS NOT NULL THEN posted := ledger_take(p_postings); END IF;
  IF p_reservations IS NOT NULL THEN
    PERFORM FROM leases l WHERE l.process_id = p_process AND l.expires_at > clock_timestamp();
    IF NOT FOUND THEN PERFORM ledger_live(p_process, p_lease_ms); END IF;
    wanted := ledger_place(p_reservations);
  END IF;
  refusals := ledger_move(posted, wanted);
  IF wanted IS NOT NULL THEN PERFORM ledger_hold(p_process, wanted, refusals); END IF;
  IF posted IS NOT NULL THEN PERFORM ledger_append(posted, p_lines); END IF;

  IF coalesce(cardinality(posted), 0) < jsonb_array_length(p_postings) THEN
    SELECT jsonb_agg(to_jsonb(s)) INTO late FROM ledger_late(p_postings, posted) s;
  END IF;
  IF cardinality(refusals) > 0 THEN
    SELECT jsonb_agg(jsonb_build_object('ordinal', r.n, 'budget', b.name, 'limit', r.l::text, 'spent', r.s::text,
      'reserved', r.r::text, 'resetsAt', extract(epoch FROM w.ends_at) * 1000) ORDER BY r.n)
    INTO refused FROM unnest(refusals) r
    CROSS JOIN LATERAL (SELECT x.budget_id, x.ends_at FROM budget_windows x WHERE x.id = r.w OFFSET 0) w
    CROSS JOIN LATERAL (SELECT x.name FROM budgets x WHERE x.id = w.budget_id OFFSET 0) b;
  END IF;
  IF late IS NULL AND refused IS NULL THEN RETURN NULL; END IF;
  RETURN jsonb_build_object('late', coalesce(late, '[]'), 'refused', coalesce(refused, '[]'));
END $$;
`;
