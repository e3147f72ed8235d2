export const WINDOWS = `
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
