const SPENT = 'spents[array_position(ids, w.id)]';
const RESERVED = 'reserveds[array_position(ids, w.id)]';

export const MOVE = `
-- Moves the budget windows' totals, each window locked and written once: out of reserved what was held for the
-- postings, into spent what they cost; then into reserved what is wanted, item by item in their order, on all of an
-- item's windows or on none. Returns the items that do not fit, each with the first window that has no room for it.
CREATE FUNCTION ledger_move(p_postings ledger_posting[], p_wanted ledger_reservation[]) RETURNS ledger_refusal[]
LANGUAGE plpgsql AS $$
DECLARE
  item ledger_reservation;
  refusals ledger_refusal[] := '{}';
  ids bigint[];
  limits numeric[];
  spents numeric[];
  reserveds numeric[];
  place integer;
  window_id bigint;
BEGIN
  SELECT array_agg(b.id), array_agg(b.limit_amount), array_agg(b.spent + coalesce(m.cost, 0)), array_agg(b.reserved - coalesce(m.held, 0))
  INTO ids, limits, spents, reserveds
  FROM (
    SELECT w.id, w.limit_amount, w.spent, w.reserved FROM budget_windows w WHERE w.id = ANY (ARRAY(
      SELECT unnest(i.w) FROM unnest(p_postings) i UNION ALL SELECT unnest(i.w) FROM unnest(p_wanted) i))
    ORDER BY w.id FOR UPDATE
  ) b
  LEFT JOIN (
    SELECT w.id, sum(i.c) AS cost, sum(i.h) AS held FROM unnest(p_postings) i CROSS JOIN LATERAL unnest(i.w) w(id) GROUP BY w.id
  ) m ON m.id = b.id;
  IF ids IS NULL THEN RETURN refusals; END IF;

  <<items>>
  FOREACH item IN ARRAY coalesce(p_wanted, '{}') LOOP
    FOREACH window_id IN ARRAY item.w LOOP
      place := array_position(ids, window_id);
      -- A limit of 0 blocks, a hold of 0 too.
      IF limits[place] = 0 OR spents[place] + reserveds[place] + item.h > limits[place] THEN
        refusals := refusals || (item.n, window_id, limits[place], spents[place], reserveds[place])::ledger_refusal;
        CONTINUE items;
      END IF;
    END LOOP;
    FOREACH window_id IN ARRAY item.w LOOP
      place := array_position(ids, window_id);
      reserveds[place] := reserveds[place] + item.h;
    END LOOP;
  END LOOP;

  UPDATE budget_windows w SET spent = ${SPENT}, reserved = ${RESERVED}, overage = coalesce(${SPENT} + ${RESERVED} > w.limit_amount, false)
  WHERE w.id = ANY (ids) AND (w.spent <> ${SPENT} OR w.reserved <> ${RESERVED});
  RETURN refusals;
END $$;
`;
