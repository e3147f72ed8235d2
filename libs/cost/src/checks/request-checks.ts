import type { Check } from './check.js';

/** How far apart the clocks of two processes may be. */
const CLOCKS_APART = `interval '50 ms'`;

/**
 * The requests that asked a model under a key. A second one is no double where the first was over: it had failed, its
 * client had left, its process had died (what that left is posted by a reaper, never as exact), or the key had expired.
 */
const KEYED = `SELECT a.idempotency_key AS key, a.request_id, min(a.reserved_at) AS began,
    CASE WHEN bool_or(p.outcome = 'unknown') IS NOT TRUE
      THEN max(p.posted_at) FILTER (WHERE p.outcome = 'settled' AND p.basis = 'exact') END AS answered
  FROM attempts a LEFT JOIN postings p ON p.attempt_id = a.attempt_id AND p.revision = 0
  WHERE a.idempotency_key IS NOT NULL AND a.kind = 'model' GROUP BY 1, 2`;

export const REQUEST_CHECKS: readonly Check[] = [
  {
    invariant: '6 an idempotency key is answered once',
    breaches: `SELECT request_id || ' answers several keys' FROM idempotency WHERE status IS NOT NULL GROUP BY request_id HAVING count(*) > 1
      UNION ALL (WITH keyed AS MATERIALIZED (${KEYED})
        SELECT one.request_id || ' was being answered when ' || other.request_id || ' began under its key'
        FROM keyed one JOIN keyed other ON other.key = one.key AND other.request_id <> one.request_id
        WHERE (other.began, other.request_id) > (one.began, one.request_id) AND other.began < one.answered - ${CLOCKS_APART}
        UNION ALL
        SELECT other.request_id || ' asked again what ' || one.request_id || ' keeps an answer for'
        FROM idempotency i JOIN keyed one ON one.request_id = i.request_id AND one.key = ledger_key(i.owner, i.key)
        JOIN keyed other ON other.key = one.key AND other.began > one.began + ${CLOCKS_APART}
        WHERE i.status IS NOT NULL)`,
    beyond:
      'a call of a process that was taken for dead and lived is corrected, not exact: it is seen on the vendor side',
  },
  {
    // An answer was kept before or after what corrected it, and before a search that it shared and did not wait for.
    invariant: '11 a request costs what its attempts cost, and its kept answer says so',
    breaches: `SELECT c.request_id || ': ' || c.cost || ', told ' || coalesce(i.headers->>'X-Request-Cost', 'nothing')
      FROM (SELECT a.request_id, sum(p.cost) AS cost, sum(p.cost) FILTER (WHERE p.revision = 0) AS first,
          sum(p.cost) FILTER (WHERE p.revision = 0 AND (a.kind = 'model' OR p.posted_at <= m.last)) AS unshared
        FROM attempts a JOIN postings p USING (attempt_id)
        LEFT JOIN (SELECT request_id, max(posted_at) AS last FROM attempts JOIN postings USING (attempt_id)
          WHERE kind = 'model' AND revision = 0 GROUP BY 1) m ON m.request_id = a.request_id
        GROUP BY 1) c
      LEFT JOIN idempotency i ON i.request_id = c.request_id AND i.headers ? 'X-Request-Cost'
      WHERE c.cost < 0 OR i.headers->>'X-Request-Cost' NOT IN (trim_scale(c.cost)::text, trim_scale(c.first)::text, trim_scale(coalesce(c.unshared, c.first))::text)`,
    beyond: 'header, body, log and metric are compared on the wire',
  },
];
