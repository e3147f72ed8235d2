import { POINTED } from './pointed.js';

export const VOID = `
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
