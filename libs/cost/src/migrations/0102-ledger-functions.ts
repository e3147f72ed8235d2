import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The hot path as one function, a whole micro-batch of postings and reservations in one round trip and one commit.
 * A set of plain statements would need several round trips inside an open transaction (locks held while the network
 * waits) or one statement in which no item can be refused without refusing all. Locks are always taken in this
 * order, so that no two processes wait for each other: the budgets' advisory lock (shared), holds by id, new budget
 * windows by budget, budget windows by id, the chain's head.
 */
/**
 * Plans of these functions are made once per connection, often while the tables are empty, when reading a whole
 * table looks cheapest; kept, such a plan would read millions of rows a batch later on. So: by index, always.
 */
const POINTED =
  'SET enable_seqscan = off SET enable_mergejoin = off SET plan_cache_mode = force_generic_plan';

const RESERVE = `
CREATE TYPE ledger_reservation AS (
  n integer, a uuid, r text, k text, p text, m text, o text, t text, y text, c text, v text, h numeric, l jsonb, at double precision
);

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
      CROSS JOIN LATERAL (VALUES ('organisation', i.o), ('team', i.t), ('key', i.y), ('model', i.m)) s(scope, subject)
      JOIN budgets b ON b.scope = s.scope AND b.subject = s.subject AND b.deleted_at IS NULL
      LEFT JOIN budget_windows w ON w.budget_id = b.id AND w.starts_at = ledger_window_start(b.period, b.timezone, to_timestamp(i.at / 1000))
    ) x;
    EXIT WHEN NOT missing;
    INSERT INTO budget_windows (budget_id, starts_at, ends_at, limit_amount)
    SELECT DISTINCT b.id, ledger_window_start(b.period, b.timezone, to_timestamp(i.at / 1000)),
      ledger_window_end(b.period, b.timezone, to_timestamp(i.at / 1000)), b.limit_amount
    FROM unnest(p_items) i
    CROSS JOIN LATERAL (VALUES ('organisation', i.o), ('team', i.t), ('key', i.y), ('model', i.m)) s(scope, subject)
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
  INSERT INTO attempts (attempt_id, request_id, kind, provider, model, organisation, team, key_id, cost_center,
    process_id, price_version, hold, reserved_at)
  SELECT i.a, i.r, i.k, i.p, i.m, i.o, i.t, i.y, i.c, p_process, i.v, i.h, to_timestamp(i.at / 1000)
  FROM unnest(items) i WHERE i.n = ANY (admitted);
  INSERT INTO holds (attempt_id, process_id, amount, lines, windows, reserved_at)
  SELECT i.a, p_process, i.h, i.l, coalesce(x.windows, '{}'), to_timestamp(i.at / 1000)
  FROM unnest(items) i
  LEFT JOIN (SELECT u.n, array_agg(u.id) AS windows FROM unnest(item_n, item_window) u(n, id) GROUP BY u.n) x ON x.n = i.n
  WHERE i.n = ANY (admitted);
END $$;
`;

const WINDOWS = `
-- Calendar days and months in the budget's own zone: 23, 24 or 25 hours make a day.
CREATE FUNCTION ledger_window_start(p_period text, p_timezone text, p_at timestamptz) RETURNS timestamptz
LANGUAGE sql STABLE AS $$
  SELECT date_trunc(p_period, p_at AT TIME ZONE p_timezone) AT TIME ZONE p_timezone
$$;
CREATE FUNCTION ledger_window_end(p_period text, p_timezone text, p_at timestamptz) RETURNS timestamptz
LANGUAGE sql STABLE AS $$
  SELECT (date_trunc(p_period, p_at AT TIME ZONE p_timezone) + ('1 ' || p_period)::interval) AT TIME ZONE p_timezone
$$;
`;

const CHAIN = `
-- What a batch's hash is over: its postings with the attempts they are for, its lines, and the prices they were
-- made by, as they stand in the tables. As rows, whose text lets no value pass for two and which take a third of JSON's time.
CREATE FUNCTION ledger_posting_text(p postings, a attempts) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT ROW(p.attempt_id, p.revision, p.outcome, p.basis, p.cost, p.duration_ms, p.usage, p.raw_usage,
    p.windows, extract(epoch FROM p.posted_at), a.request_id, a.kind, a.provider, a.model, a.organisation, a.team,
    a.key_id, a.cost_center, a.process_id, a.price_version, a.hold, extract(epoch FROM a.reserved_at))::text
$$;
CREATE FUNCTION ledger_line_text(l lines) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT ROW(l.line_no, l.attempt_id, l.revision, l.meter, l.quantity, l.unit_price, l.amount, l.basis,
    l.price_version, extract(epoch FROM l.posted_at))::text
$$;
CREATE FUNCTION ledger_price_text(v price_versions) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT ROW(v.version, v.vendor, v.model, v.rates)::text
$$;
`;

const APPEND = `
CREATE TYPE ledger_posting AS (
  n integer, a uuid, v integer, o text, b text, c numeric, d integer, u jsonb, r jsonb, w bigint[], at double precision, pv text
);
CREATE TYPE ledger_line AS (n integer, m text, q bigint, p numeric, s numeric, b text);

-- Appends postings with their lines as the next batch of the chain. The caller holds the budget windows' locks.
CREATE FUNCTION ledger_append(p_postings ledger_posting[], p_lines ledger_line[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  chain ledger_chain;
  next_hash bytea;
  posting_text text;
  line_text text;
  price_text text;
BEGIN
  SELECT * INTO chain FROM ledger_chain FOR UPDATE;
  WITH posted AS (
    INSERT INTO postings (attempt_id, revision, outcome, basis, cost, duration_ms, usage, raw_usage, windows, batch, posted_at)
    SELECT i.a, i.v, i.o, i.b, i.c, i.d, i.u, i.r, i.w, chain.seq + 1, to_timestamp(i.at / 1000) FROM unnest(p_postings) i
    RETURNING postings
  )
  SELECT coalesce(string_agg(ledger_posting_text(p.postings, a), E'\\n' ORDER BY (p.postings).attempt_id, (p.postings).revision), '')
  INTO posting_text FROM posted p LEFT JOIN attempts a ON a.attempt_id = (p.postings).attempt_id;
  WITH lined AS (
    INSERT INTO lines (batch, line_no, attempt_id, revision, meter, quantity, unit_price, amount, basis, price_version, posted_at)
    SELECT chain.seq + 1, row_number() OVER (ORDER BY l.ordinality), i.a, i.v, l.m, l.q, l.p, l.s, l.b, i.pv, to_timestamp(i.at / 1000)
    FROM unnest(p_lines) WITH ORDINALITY l JOIN unnest(p_postings) i ON i.n = l.n
    RETURNING lines
  )
  SELECT coalesce(string_agg(ledger_line_text(l.lines), E'\\n' ORDER BY (l.lines).line_no), '') INTO line_text FROM lined l;
  SELECT coalesce(string_agg(ledger_price_text(v), E'\\n' ORDER BY v.version), '') INTO price_text
  FROM price_versions v WHERE v.version IN (
    SELECT a.price_version FROM unnest(p_postings) i JOIN attempts a ON a.attempt_id = i.a);
  next_hash := sha256(chain.hash || convert_to(concat_ws(E'\\n--\\n', posting_text, line_text, price_text), 'UTF8'));
  INSERT INTO batches (seq, previous, hash, postings) VALUES (chain.seq + 1, chain.hash, next_hash, cardinality(p_postings));
  UPDATE ledger_chain SET seq = chain.seq + 1, hash = next_hash;
END $$;
`;

const SETTLE = `
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
    overage = b.overage OR coalesce(b.spent + m.cost + b.reserved - m.held > b.limit_amount, false)
  FROM (
    SELECT w.id, sum(i.c) AS cost, sum(coalesce(h.amount, 0)) AS held
    FROM unnest(p_postings) i CROSS JOIN LATERAL unnest(i.w) w(id)
    LEFT JOIN holds h ON h.attempt_id = i.a
    GROUP BY w.id
  ) m WHERE b.id = m.id;
END $$;
`;

const TRIP = `
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

const VOID = `
-- Takes back reservations of which nobody knows whether they were committed. Alone with the ledger's lock: a trip that
-- was under way is over, so its holds are seen here, and one that comes later finds itself voided.
CREATE FUNCTION ledger_void(p_attempts uuid[], p_at double precision) RETURNS void LANGUAGE plpgsql ${POINTED} AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(7301);
  INSERT INTO voided_reservations (attempt_id) SELECT unnest(p_attempts) ON CONFLICT DO NOTHING;
  PERFORM ledger_settle(jsonb_agg(jsonb_build_object('n', i.n, 'a', i.a, 'o', 'voided', 'b', 'exact', 'c', 0,
    'u', '{}'::jsonb, 'at', p_at)), '[]') FROM unnest(p_attempts) WITH ORDINALITY i(a, n);
END $$;
`;

const CORRECT = `
-- Posts the difference between what stands for an attempt and p_lines. Null: it is not posted at all.
CREATE FUNCTION ledger_correct(p_attempt uuid, p_usage jsonb, p_raw jsonb, p_lines jsonb, p_at double precision)
RETURNS numeric LANGUAGE plpgsql ${POINTED} AS $$
DECLARE
  last postings;
  version text;
  posting ledger_posting;
  line_list ledger_line[];
BEGIN
  PERFORM pg_advisory_xact_lock_shared(7301);
  PERFORM pg_advisory_xact_lock(hashtextextended(p_attempt::text, 7302));
  SELECT * INTO last FROM postings p WHERE p.attempt_id = p_attempt ORDER BY p.revision DESC LIMIT 1;
  IF NOT FOUND THEN RETURN NULL; END IF;
  SELECT a.price_version INTO version FROM attempts a WHERE a.attempt_id = p_attempt;
  SELECT array_agg((1, d.m, d.q, d.p, d.q * d.p, 'corrected')::ledger_line ORDER BY d.m, d.p) INTO line_list
  FROM (
    SELECT x.m, x.p, sum(x.q)::bigint AS q FROM (
      SELECT l.m, l.p, l.q FROM jsonb_populate_recordset(NULL::ledger_line, p_lines) l
      UNION ALL
      SELECT s.meter, s.unit_price, -s.quantity FROM lines s WHERE s.attempt_id = p_attempt
    ) x GROUP BY x.m, x.p HAVING sum(x.q) <> 0
  ) d;
  IF line_list IS NULL THEN RETURN 0; END IF;
  posting := (1, p_attempt, last.revision + 1, 'corrected', 'corrected', (SELECT sum(l.s) FROM unnest(line_list) l),
    NULL, p_usage, p_raw, last.windows, p_at, version);
  PERFORM ledger_move(ARRAY[posting]);
  PERFORM ledger_append(ARRAY[posting], line_list);
  RETURN posting.c;
END $$;
`;

const REAP = `
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
    SELECT row_number() OVER (ORDER BY d.attempt_id) AS n, d.*, a.price_version FROM dead d JOIN attempts a USING (attempt_id)
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

const PARTITIONS = `
-- Makes the partition of a month; false when it is there, or when the default one already holds lines of it.
CREATE FUNCTION ledger_make_month(p_at timestamptz) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  first timestamptz := date_trunc('month', p_at AT TIME ZONE 'UTC') AT TIME ZONE 'UTC';
  last timestamptz := (date_trunc('month', p_at AT TIME ZONE 'UTC') + interval '1 month') AT TIME ZONE 'UTC';
  part text := 'lines_' || to_char(first AT TIME ZONE 'UTC', 'YYYY_MM');
BEGIN
  PERFORM pg_advisory_xact_lock(7303);
  IF to_regclass(part) IS NOT NULL OR EXISTS (SELECT FROM lines_default WHERE posted_at >= first AND posted_at < last) THEN
    RETURN false;
  END IF;
  EXECUTE format('CREATE TABLE %I PARTITION OF lines FOR VALUES FROM (%L) TO (%L)', part, first, last);
  EXECUTE format('CREATE TRIGGER %I BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change()',
    part || '_no_truncate', part);
  EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON %I FROM PUBLIC, CURRENT_USER', part);
  RETURN true;
END $$;
SELECT ledger_make_month(now() + m * interval '1 month') FROM generate_series(0, 1) m;
`;

const DOWN = `
DROP FUNCTION ledger_make_month, ledger_reap, ledger_correct, ledger_void, ledger_settle, ledger_move, ledger_append,
  ledger_trip, ledger_post, ledger_posting_text, ledger_line_text, ledger_price_text, ledger_admit, ledger_places, ledger_live, ledger_window_start, ledger_window_end;
DROP TYPE ledger_posting, ledger_line, ledger_reservation;
`;

export class LedgerFunctions1763800000102 implements MigrationInterface {
  readonly name = 'LedgerFunctions1763800000102';

  async up(runner: QueryRunner): Promise<void> {
    for (const sql of [WINDOWS, RESERVE, CHAIN, APPEND, SETTLE, TRIP, VOID, CORRECT, REAP, PARTITIONS])
      await runner.query(sql);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DOWN);
  }
}
