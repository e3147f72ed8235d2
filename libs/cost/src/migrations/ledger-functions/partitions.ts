export const PARTITIONS = `
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
