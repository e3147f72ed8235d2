const AT = 'to_timestamp(i.at / 1000)';

/** The budgets `b` of an item `i`: a dated model's listed name is bound as the model is. */
const ITS_BUDGETS = `CROSS JOIN LATERAL (VALUES ('organisation', i.o), ('team', i.t), ('key', i.y), ('model', i.m), ('model', nullif(i.f, i.m))) s(scope, subject)
      CROSS JOIN LATERAL (
        SELECT x.id, x.period, x.timezone, x.limit_amount FROM budgets x
        WHERE x.scope = s.scope AND x.subject = s.subject AND x.deleted_at IS NULL OFFSET 0
      ) b`;

export const RESERVE = `
-- What tells an Idempotency-Key apart in an attempt.
CREATE FUNCTION ledger_key(p_owner text, p_key text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT encode(sha256(convert_to(p_owner || E'\\n' || p_key, 'UTF8')), 'hex')
$$;

-- A process that reserves is alive, whatever its heartbeat has missed.
CREATE FUNCTION ledger_live(p_process text, p_lease_ms integer) RETURNS void LANGUAGE sql AS $$
  INSERT INTO leases (process_id, expires_at) VALUES (p_process, clock_timestamp() + p_lease_ms * interval '1 ms')
  ON CONFLICT (process_id) DO UPDATE SET expires_at = excluded.expires_at
$$;

-- The items but for the voided ones, in the order of n, each with the windows it falls into in their order; makes
-- the windows that nobody was in yet. Null: all were voided.
CREATE FUNCTION ledger_place(p_items jsonb) RETURNS ledger_reservation[] LANGUAGE plpgsql AS $$
DECLARE
  placed ledger_reservation[];
  missing boolean;
BEGIN
  LOOP
    SELECT array_agg((i.n, i.a, i.r, i.k, i.p, i.m, i.f, i.o, i.t, i.y, i.c, i.ik, i.v, i.h, i.l, i.at, x.windows)::ledger_reservation
      ORDER BY i.n), bool_or(x.missing) INTO placed, missing
    FROM jsonb_populate_recordset(NULL::ledger_reservation, p_items) i
    CROSS JOIN LATERAL (
      SELECT coalesce(array_agg(w.id ORDER BY w.id), '{}'), bool_or(w.id IS NULL)
      FROM (SELECT) one ${ITS_BUDGETS}
      LEFT JOIN LATERAL (
        SELECT y.id FROM budget_windows y WHERE y.budget_id = b.id AND y.starts_at = ledger_window_start(b.period, b.timezone, ${AT}) OFFSET 0
      ) w ON true
    ) x(windows, missing)
    WHERE (SELECT true FROM voided_reservations v WHERE v.attempt_id = i.a) IS NULL;
    EXIT WHEN missing IS NOT TRUE;
    INSERT INTO budget_windows (budget_id, starts_at, ends_at, limit_amount)
    SELECT DISTINCT b.id, ledger_window_start(b.period, b.timezone, ${AT}), ledger_window_end(b.period, b.timezone, ${AT}), b.limit_amount
    FROM unnest(placed) i ${ITS_BUDGETS}
    ORDER BY 1, 2
    ON CONFLICT DO NOTHING;
  END LOOP;
  RETURN placed;
END $$;

-- Writes down attempts and what is held for them, but for the refused. The caller has moved the budgets' totals.
CREATE FUNCTION ledger_hold(p_process text, p_wanted ledger_reservation[], p_refusals ledger_refusal[]) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
  refused integer[] := ARRAY(SELECT r.n FROM unnest(p_refusals) r);
BEGIN
  INSERT INTO attempts (attempt_id, request_id, kind, provider, model, listed_model, organisation, team, key_id, cost_center, idempotency_key,
    process_id, price_version, hold, reserved_at)
  SELECT i.a, i.r, i.k, i.p, i.m, i.f, i.o, i.t, i.y, i.c, i.ik, p_process, i.v, i.h, ${AT}
  FROM unnest(p_wanted) i WHERE i.n <> ALL (refused);
  INSERT INTO holds (attempt_id, process_id, amount, lines, windows, reserved_at)
  SELECT i.a, p_process, i.h, i.l, i.w, ${AT} FROM unnest(p_wanted) i WHERE i.n <> ALL (refused);
END $$;
`;
