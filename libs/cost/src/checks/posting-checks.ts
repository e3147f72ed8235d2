import type { Check } from './check.js';

/** Grace after a lease has run out, in seconds: the reaper's turn comes within it. */
const GRACE_SECONDS = 5;

export const POSTING_CHECKS: readonly Check[] = [
  {
    invariant: '1 a posting is the sum of its lines',
    breaches: `SELECT attempt_id || ' r' || revision || ': posted ' || coalesce(p.cost::text, 'nothing') || ', lines ' || coalesce(l.amount, 0)
      FROM postings p FULL JOIN (SELECT attempt_id, revision, sum(amount) AS amount FROM lines GROUP BY 1, 2) l USING (attempt_id, revision)
      WHERE p.cost IS DISTINCT FROM coalesce(l.amount, 0)`,
  },
  {
    invariant: '4 nothing is held or posted without an attempt',
    breaches: `SELECT x.attempt_id::text FROM (SELECT attempt_id FROM holds UNION SELECT attempt_id FROM postings) x
      WHERE NOT EXISTS (SELECT FROM attempts a WHERE a.attempt_id = x.attempt_id)`,
    beyond: 'that it was committed before the call arrived is seen on the vendor side',
  },
  {
    invariant: '5 an attempt is held or has one terminal posting',
    breaches: `SELECT a.attempt_id || ': ' || (h.attempt_id IS NOT NULL)::int || ' holds, ' || count(p.revision) || ' postings'
      FROM attempts a LEFT JOIN holds h USING (attempt_id) LEFT JOIN postings p ON p.attempt_id = a.attempt_id AND p.revision = 0
      GROUP BY a.attempt_id, h.attempt_id HAVING (h.attempt_id IS NOT NULL)::int + count(p.revision) <> 1
      UNION ALL SELECT p.attempt_id || ': revisions not in sequence' FROM postings p
      GROUP BY p.attempt_id HAVING max(p.revision) + 1 <> count(*)`,
  },
  {
    invariant: '8 an unknown outcome is the whole hold',
    breaches: `SELECT p.attempt_id || ': ' || p.cost || ' of ' || a.hold FROM postings p JOIN attempts a USING (attempt_id)
      WHERE p.outcome = 'unknown' AND p.cost <> a.hold`,
    beyond: 'that a hold is never below the bill is seen on the vendor side',
  },
  {
    invariant: '9 nothing is held for a process that is gone',
    breaches: `SELECT h.attempt_id || ' of ' || h.process_id FROM holds h LEFT JOIN leases l USING (process_id)
      WHERE coalesce(l.expires_at, h.reserved_at) < now() - interval '${GRACE_SECONDS} seconds'`,
    beyond:
      'in the first seconds after an outage of the database nobody has renewed a lease yet: check again',
  },
];
