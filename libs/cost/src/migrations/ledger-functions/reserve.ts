export const RESERVE = `
CREATE TYPE ledger_reservation AS (
  n integer, a uuid, r text, k text, p text, m text, f text, o text, t text, y text, c text, ik text, v text, h numeric, l jsonb, at double precision
);

-- What tells an Idempotency-Key apart in an attempt.
CREATE FUNCTION ledger_key(p_owner text, p_key text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT encode(sha256(convert_to(p_owner || E'\\n' || p_key, 'UTF8')), 'hex')
$$;

-- A process that reserves is alive, whatever its heartbeat has missed.
CREATE FUNCTION ledger_live(p_process text, p_lease_ms integer) RETURNS void LANGUAGE sql AS $$
  INSERT INTO leases (process_id, expires_at)
  SELECT p_process, clock_timestamp() + p_lease_ms * interval '1 ms'
  WHERE NOT EXISTS (SELECT FROM leases WHERE process_id = p_process AND expires_at > clock_timestamp())
  ON CONFLICT (process_id) DO UPDATE SET expires_at = excluded.expires_at
$$;

-- Which windows each item falls into, as pairs ordered by n and window; makes the windows that nobody was in yet.
CREATE FUNCTION ledger_places(p_items ledger_reservation[], OUT item_n integer[], OUT item_window bigint[])
LANGUAGE plpgsql AS $$
DECLARE
  missing boolean;
BEGIN
  LOOP
    SELECT array_agg(x.n ORDER BY x.n, x.id), array_agg(x.id ORDER BY x.n, x.id), coalesce(bool_or(x.id IS NULL), false)
    INTO item_n, item_window, missing
    FROM (
      SELECT i.n, w.id
      FROM unnest(p_items) i
      CROSS JOIN LATERAL (VALUES ('organisation', i.o), ('team', i.t), ('key', i.y), ('model', i.m), ('model', nullif(i.f, i.m))) s(scope, subject)
      JOIN budgets b ON b.scope = s.scope AND b.subject = s.subject AND b.deleted_at IS NULL
      LEFT JOIN budget_windows w ON w.budget_id = b.id AND w.starts_at = ledger_window_start(b.period, b.timezone, to_timestamp(i.at / 1000))
    ) x;
    EXIT WHEN NOT missing;
    INSERT INTO budget_windows (budget_id, starts_at, ends_at, limit_amount)
    SELECT DISTINCT b.id, ledger_window_start(b.period, b.timezone, to_timestamp(i.at / 1000)),
      ledger_window_end(b.period, b.timezone, to_timestamp(i.at / 1000)), b.limit_amount
    FROM unnest(p_items) i
    CROSS JOIN LATERAL (VALUES ('organisation', i.o), ('team', i.t), ('key', i.y), ('model', i.m), ('model', nullif(i.f, i.m))) s(scope, subject)
    JOIN budgets b ON b.scope = s.scope AND b.subject = s.subject AND b.deleted_at IS NULL
    ORDER BY 1, 2
    ON CONFLICT DO NOTHING;
  END LOOP;
END $$;

-- Admits in the order of n, each item on all of its budgets or not at all; returns the refused ones.
CREATE FUNCTION ledger_admit(p_process text, items ledger_reservation[], item_n integer[], item_window bigint[])
RETURNS TABLE (ordinal integer, budget text, budget_limit numeric, budget_spent numeric, budget_reserved numeric, resets_at timestamptz)
LANGUAGE plpgsql AS $$
DECLARE
  item ledger_reservation;
  window_id bigint[];
  window_limit numeric[];
  window_spent numeric[];
  window_taken numeric[];
  window_added numeric[];
  admitted integer[] := '{}';
  pair integer := 1;
  first integer;
  place integer;
  fits boolean;
BEGIN
  SELECT array_agg(w.id), array_agg(w.limit_amount), array_agg(w.spent), array_agg(w.spent + w.reserved), array_agg(0::numeric)
  INTO window_id, window_limit, window_spent, window_taken, window_added
  FROM (SELECT * FROM budget_windows WHERE id = ANY (item_window) ORDER BY id FOR UPDATE) w;

  FOREACH item IN ARRAY items LOOP
    first := pair;
    fits := true;
    WHILE item_n[pair] = item.n LOOP
      place := array_position(window_id, item_window[pair]);
      IF fits AND (window_limit[place] = 0 OR window_taken[place] + item.h > window_limit[place]) THEN
        fits := false;
        ordinal := item.n;
        budget_limit := window_limit[place];
        budget_spent := window_spent[place];
        budget_reserved := window_taken[place] - window_spent[place];
        SELECT b.name, w.ends_at INTO budget, resets_at
        FROM budget_windows w JOIN budgets b ON b.id = w.budget_id WHERE w.id = window_id[place];
        RETURN NEXT;
      END IF;
      pair := pair + 1;
    END LOOP;
    CONTINUE WHEN NOT fits;
    admitted := admitted || item.n;
    FOR q IN first .. pair - 1 LOOP
      place := array_position(window_id, item_window[q]);
      window_taken[place] := window_taken[place] + item.h;
      window_added[place] := window_added[place] + item.h;
    END LOOP;
  END LOOP;

  UPDATE budget_windows w SET reserved = w.reserved + u.added
  FROM unnest(window_id, window_added) u(id, added) WHERE w.id = u.id AND u.added > 0;
  INSERT INTO attempts (attempt_id, request_id, kind, provider, model, listed_model, organisation, team, key_id, cost_center, idempotency_key,
    process_id, price_version, hold, reserved_at)
  SELECT i.a, i.r, i.k, i.p, i.m, i.f, i.o, i.t, i.y, i.c, i.ik, p_process, i.v, i.h, to_timestamp(i.at / 1000)
  FROM unnest(items) i WHERE i.n = ANY (admitted);
  INSERT INTO holds (attempt_id, process_id, amount, lines, windows, reserved_at)
  SELECT i.a, p_process, i.h, i.l, coalesce(x.windows, '{}'), to_timestamp(i.at / 1000)
  FROM unnest(items) i
  LEFT JOIN (SELECT u.n, array_agg(u.id) AS windows FROM unnest(item_n, item_window) u(n, id) GROUP BY u.n) x ON x.n = i.n
  WHERE i.n = ANY (admitted);
END $$;
`;
