import type { Check } from './check.js';

export const BUDGET_CHECKS: readonly Check[] = [
  {
    invariant: '2 spent and reserved are the sums of their parts',
    breaches: `SELECT 'window ' || w.id || ': spent ' || w.spent || ' reserved ' || w.reserved || ', parts ' || w.opening + coalesce(p.cost, 0) || ' and ' || coalesce(h.amount, 0)
      FROM budget_windows w
      LEFT JOIN (SELECT x.id, sum(p.cost) AS cost FROM postings p, unnest(p.windows) x(id) GROUP BY 1) p ON p.id = w.id
      LEFT JOIN (SELECT x.id, sum(h.amount) AS amount FROM holds h, unnest(h.windows) x(id) GROUP BY 1) h ON h.id = w.id
      WHERE w.spent <> w.opening + coalesce(p.cost, 0) OR w.reserved <> coalesce(h.amount, 0) OR w.spent < 0 OR w.reserved < 0`,
  },
  {
    invariant: '3 a budget is marked where it is over its limit, and nowhere else',
    breaches: `SELECT 'window ' || id || ': ' || spent + reserved || ' of ' || limit_amount || ', marked ' || overage FROM budget_windows
      WHERE overage IS DISTINCT FROM coalesce(spent + reserved > limit_amount, false)`,
  },
  {
    // Admission leaves a window within its limit, so all that is over came later: a bill above its hold, a correction,
    // or a limit that was set below what was used already.
    invariant: '12 no more is admitted than there is room for',
    breaches: `SELECT 'window ' || w.id || ': ' || w.spent + w.reserved - w.limit_amount || ' over its limit, accounted for are ' || w.over_by_limit + coalesce(g.amount, 0)
      FROM budget_windows w LEFT JOIN (
        SELECT x.id, sum(greatest(p.cost - CASE WHEN p.revision = 0 THEN coalesce(a.hold, 0) ELSE 0 END, 0)) AS amount
        FROM postings p LEFT JOIN attempts a USING (attempt_id), unnest(p.windows) x(id) GROUP BY 1) g ON g.id = w.id
      WHERE w.spent + w.reserved - w.limit_amount > w.over_by_limit + coalesce(g.amount, 0)`,
    beyond: 'that no fewer are admitted is seen by the parallel tests',
  },
];
