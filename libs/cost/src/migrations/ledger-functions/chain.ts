export const CHAIN = `
-- What a batch's hash is over: its postings with the attempts they are for, its lines, and the prices they were
-- made by, as they stand in the tables. As rows, whose text lets no value pass for two and which take a third of JSON's time.
CREATE FUNCTION ledger_posting_text(p postings, a attempts) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT ROW(p.attempt_id, p.revision, p.outcome, p.basis, p.cost, p.duration_ms, p.usage, p.raw_usage,
    p.windows, extract(epoch FROM p.posted_at), a.request_id, a.kind, a.provider, a.model, a.listed_model, a.organisation, a.team,
    a.key_id, a.cost_center, a.idempotency_key, a.process_id, a.price_version, a.hold, extract(epoch FROM a.reserved_at))::text
$$;
CREATE FUNCTION ledger_line_text(l lines) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT ROW(l.line_no, l.attempt_id, l.revision, l.meter, l.quantity, l.unit_price, l.amount, l.basis,
    l.price_version, extract(epoch FROM l.posted_at))::text
$$;
CREATE FUNCTION ledger_price_text(v price_versions) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT ROW(v.version, v.vendor, v.model, v.rates)::text
$$;
`;

export const APPEND = `
-- Appends postings as the next batch of the chain, each with those of the lines that are its own. The caller holds the
-- budget windows' locks.
CREATE FUNCTION ledger_append(p_postings ledger_posting[], p_lines jsonb) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  chain ledger_chain;
  next_hash bytea;
  versions text[];
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
  SELECT coalesce(string_agg(ledger_posting_text(p.postings, a.attempt), E'\\n' ORDER BY (p.postings).attempt_id, (p.postings).revision), ''),
    array_agg(a.price_version)
  INTO posting_text, versions FROM posted p
  LEFT JOIN LATERAL (
    SELECT x AS attempt, x.price_version FROM attempts x WHERE x.attempt_id = (p.postings).attempt_id OFFSET 0
  ) a ON true;
  WITH lined AS (
    INSERT INTO lines (batch, line_no, attempt_id, revision, meter, quantity, unit_price, amount, basis, price_version, posted_at)
    SELECT chain.seq + 1, l.ordinality, i.a, i.v, l.m, l.q, l.p, l.s, l.b, i.pv, to_timestamp(i.at / 1000)
    FROM jsonb_populate_recordset(NULL::ledger_line, p_lines) WITH ORDINALITY l JOIN unnest(p_postings) i ON i.n = l.n
    RETURNING lines
  )
  SELECT coalesce(string_agg(ledger_line_text(l.lines), E'\\n' ORDER BY (l.lines).line_no), '') INTO line_text FROM lined l;
  SELECT coalesce(string_agg(ledger_price_text(v), E'\\n' ORDER BY v.version), '') INTO price_text
  FROM price_versions v WHERE v.version = ANY (versions);
  next_hash := sha256(chain.hash || convert_to(concat_ws(E'\\n--\\n', posting_text, line_text, price_text), 'UTF8'));
  INSERT INTO batches (seq, previous, hash, postings) VALUES (chain.seq + 1, chain.hash, next_hash, cardinality(p_postings));
  UPDATE ledger_chain SET seq = chain.seq + 1, hash = next_hash;
END $$;
`;
