import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Budgets change while requests run. Who changes one takes the ledger's advisory lock alone, so no batch is half
 * way through: what is spent and what is on hold when a budget is made counts from its first moment. A month of
 * postings is summed before that, without a lock; under it only what was posted since.
 */
const UP = `
CREATE FUNCTION budget_matches(p_scope text, p_subject text, a attempts) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
  SELECT coalesce(CASE p_scope WHEN 'organisation' THEN p_subject = a.organisation WHEN 'team' THEN p_subject = a.team
    WHEN 'key' THEN p_subject = a.key_id ELSE p_subject IN (a.model, a.listed_model) END, false)
$$;

-- What was spent in the window of p_at up to a batch of the chain, and which that is: of one snapshot, as batches are
-- committed in their order.
CREATE FUNCTION budget_history(p_scope text, p_subject text, p_period text, p_timezone text, p_at timestamptz,
  OUT batch bigint, OUT spent numeric) LANGUAGE sql STABLE AS $$
  SELECT (SELECT c.seq FROM ledger_chain c), (
    SELECT coalesce(sum(p.cost), 0) FROM attempts a JOIN postings p USING (attempt_id)
    WHERE budget_matches(p_scope, p_subject, a)
      AND a.reserved_at >= ledger_window_start(p_period, p_timezone, p_at)
      AND a.reserved_at < ledger_window_end(p_period, p_timezone, p_at))
$$;

-- Opens the window of p_at for a new budget with what it has seen already: p_spent up to p_batch, and what came since.
CREATE FUNCTION budget_open(p_budget uuid, p_at timestamptz, p_batch bigint, p_spent numeric) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  b budgets;
  first timestamptz;
  last timestamptz;
  before numeric;
  held numeric;
  new_id bigint;
BEGIN
  PERFORM pg_advisory_xact_lock(7301);
  SELECT * INTO b FROM budgets WHERE id = p_budget;
  first := ledger_window_start(b.period, b.timezone, p_at);
  last := ledger_window_end(b.period, b.timezone, p_at);
  SELECT p_spent + coalesce(sum(p.cost), 0) INTO before FROM postings p JOIN attempts a USING (attempt_id)
  WHERE p.batch > p_batch AND budget_matches(b.scope, b.subject, a) AND a.reserved_at >= first AND a.reserved_at < last;
  SELECT coalesce(sum(h.amount), 0) INTO held FROM attempts a JOIN holds h USING (attempt_id)
  WHERE budget_matches(b.scope, b.subject, a) AND a.reserved_at >= first AND a.reserved_at < last;
  INSERT INTO budget_windows (budget_id, starts_at, ends_at, limit_amount, opening, spent, reserved, over_by_limit, overage)
  VALUES (b.id, first, last, b.limit_amount, before, before, held, greatest(before + held - b.limit_amount, 0), coalesce(before + held > b.limit_amount, false))
  RETURNING id INTO new_id;
  UPDATE holds h SET windows = h.windows || new_id FROM attempts a
  WHERE a.attempt_id = h.attempt_id AND budget_matches(b.scope, b.subject, a) AND a.reserved_at >= first AND a.reserved_at < last;
END $$;

-- Gives a budget another limit, in force for its running window too.
CREATE FUNCTION budget_limit(p_budget uuid, p_limit numeric, p_thresholds numeric[], p_at timestamptz) RETURNS boolean
LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(7301);
  UPDATE budgets SET limit_amount = p_limit, soft_thresholds = p_thresholds WHERE id = p_budget AND deleted_at IS NULL;
  IF NOT FOUND THEN RETURN false; END IF;
  UPDATE budget_windows SET limit_amount = p_limit, over_by_limit = greatest(spent + reserved - p_limit, 0), overage = coalesce(spent + reserved > p_limit, false)
  WHERE budget_id = p_budget AND ends_at > p_at;
  RETURN true;
END $$;
`;

const DOWN = 'DROP FUNCTION budget_open, budget_history, budget_limit, budget_matches;';

export class BudgetFunctions1763800000103 implements MigrationInterface {
  readonly name = 'BudgetFunctions1763800000103';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DOWN);
  }
}
