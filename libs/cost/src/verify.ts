import type { DataSource } from 'typeorm';

export interface InvariantResult {
  /** `2 spent and reserved are the sums of their parts`. */
  readonly invariant: string;
  readonly ok: boolean;
  /** How many rows break it, and up to five of them. */
  readonly details: string;
}

interface Check {
  readonly invariant: string;
  /** Rows `(what text)` that break it. */
  readonly breaches: string;
  /** What the database cannot see of it. */
  readonly beyond?: string;
}

/** Grace after a lease has run out, in seconds: the reaper's turn comes within it. */
const GRACE_SECONDS = 5;

const CHECKS: readonly Check[] = [
  {
    invariant: '1 a posting is the sum of its lines',
    breaches: `SELECT attempt_id || ' r' || revision || ': posted ' || coalesce(p.cost::text, 'nothing') || ', lines ' || coalesce(l.amount, 0)
      FROM postings p FULL JOIN (SELECT attempt_id, revision, sum(amount) AS amount FROM lines GROUP BY 1, 2) l USING (attempt_id, revision)
      WHERE p.cost IS DISTINCT FROM coalesce(l.amount, 0)`,
  },
  {
    invariant: '2 spent and reserved are the sums of their parts',
    breaches: `SELECT 'window ' || w.id || ': spent ' || w.spent || ' reserved ' || w.reserved || ', parts ' || w.opening + coalesce(p.cost, 0) || ' and ' || coalesce(h.amount, 0)
      FROM budget_windows w
      LEFT JOIN (SELECT x.id, sum(p.cost) AS cost FROM postings p, unnest(p.windows) x(id) GROUP BY 1) p ON p.id = w.id
      LEFT JOIN (SELECT x.id, sum(h.amount) AS amount FROM holds h, unnest(h.windows) x(id) GROUP BY 1) h ON h.id = w.id
      WHERE w.spent <> w.opening + coalesce(p.cost, 0) OR w.reserved <> coalesce(h.amount, 0) OR w.spent < 0 OR w.reserved < 0`,
  },
  {
    invariant: '3 no budget is over its limit unless marked',
    breaches: `SELECT 'window ' || id || ': ' || spent + reserved || ' of ' || limit_amount FROM budget_windows
      WHERE NOT overage AND spent + reserved > limit_amount`,
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
    invariant: '6 an idempotency key has one answer, of one request',
    breaches: `SELECT request_id FROM idempotency WHERE status IS NOT NULL GROUP BY request_id HAVING count(*) > 1`,
  },
  {
    invariant: '7 an exact line is its price times the vendor usage',
    breaches: `SELECT l.attempt_id || ' ' || l.meter || ': ' || l.quantity || ' at ' || l.unit_price
      FROM lines l JOIN postings p USING (attempt_id, revision) LEFT JOIN price_versions v ON v.version = l.price_version
      CROSS JOIN LATERAL (SELECT coalesce((p.usage->>'inputUncached')::bigint, 0) + coalesce((p.usage->>'inputCacheRead')::bigint, 0)
        + coalesce((p.usage->>'inputCacheWrite5m')::bigint, 0) + coalesce((p.usage->>'inputCacheWrite1h')::bigint, 0) AS input) u
      CROSS JOIN LATERAL (SELECT coalesce((SELECT t->'rates' FROM jsonb_array_elements(v.rates->'tiers') t
        WHERE u.input > (t->>'above')::bigint ORDER BY (t->>'above')::bigint DESC LIMIT 1), v.rates->'base') AS rates) r
      WHERE l.basis = 'exact' AND (v.version IS NULL OR l.unit_price IS DISTINCT FROM (r.rates->>l.meter)::numeric
        OR l.amount <> l.quantity * l.unit_price
        OR l.quantity IS DISTINCT FROM (p.usage->>(CASE l.meter WHEN 'input_uncached' THEN 'inputUncached'
          WHEN 'input_cache_read' THEN 'inputCacheRead' WHEN 'input_cache_write_5m' THEN 'inputCacheWrite5m'
          WHEN 'input_cache_write_1h' THEN 'inputCacheWrite1h' WHEN 'output' THEN 'output' ELSE 'searchRequests' END))::bigint)`,
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
  },
  {
    invariant: '10 the hash chain is whole',
    breaches: `SELECT 'batch ' || b.seq FROM (SELECT *, lag(hash, 1, sha256('ledger')) OVER (ORDER BY seq) AS before,
        row_number() OVER (ORDER BY seq) AS place FROM batches) b
      LEFT JOIN (SELECT x.batch, string_agg(ledger_posting_text(x, a), E'\\n' ORDER BY x.attempt_id, x.revision) AS body
        FROM postings x LEFT JOIN attempts a ON a.attempt_id = x.attempt_id GROUP BY 1) p ON p.batch = b.seq
      LEFT JOIN (SELECT batch, string_agg(ledger_line_text(x), E'\\n' ORDER BY x.line_no) AS body
        FROM lines x GROUP BY batch) l ON l.batch = b.seq
      LEFT JOIN (SELECT u.batch, string_agg(ledger_price_text(v), E'\\n' ORDER BY v.version) AS body
        FROM (SELECT DISTINCT x.batch, a.price_version FROM postings x JOIN attempts a USING (attempt_id)) u
        JOIN price_versions v ON v.version = u.price_version GROUP BY 1) v ON v.batch = b.seq
      WHERE b.previous <> b.before OR b.seq <> b.place
        OR b.hash <> sha256(b.previous || convert_to(
          concat_ws(E'\\n--\\n', coalesce(p.body, ''), coalesce(l.body, ''), coalesce(v.body, '')), 'UTF8'))
      UNION ALL SELECT 'head' FROM ledger_chain c
      WHERE c.seq <> (SELECT coalesce(max(seq), 0) FROM batches)
        OR (c.seq > 0 AND NOT EXISTS (SELECT FROM batches b WHERE b.seq = c.seq AND b.hash = c.hash))
      UNION ALL SELECT 'posting outside the chain: ' || p.attempt_id FROM postings p WHERE NOT EXISTS (SELECT FROM batches b WHERE b.seq = p.batch)
      UNION ALL SELECT 'line outside the chain: ' || l.attempt_id FROM lines l WHERE NOT EXISTS (SELECT FROM batches b WHERE b.seq = l.batch)`,
  },
  {
    invariant: '11 a request costs what its attempts cost',
    breaches: `SELECT a.request_id FROM attempts a
      LEFT JOIN (SELECT attempt_id, sum(cost) AS cost FROM postings GROUP BY 1) p USING (attempt_id)
      LEFT JOIN (SELECT attempt_id, sum(amount) AS amount FROM lines GROUP BY 1) l USING (attempt_id)
      GROUP BY a.request_id HAVING coalesce(sum(p.cost), 0) <> coalesce(sum(l.amount), 0) OR coalesce(sum(p.cost), 0) < 0`,
    beyond: 'header, body, log and metric are compared on the wire',
  },
  {
    invariant: '12 no more is admitted than there is room for',
    breaches: `SELECT 'window ' || w.id || ': reserved ' || w.reserved || ' of ' || w.limit_amount FROM budget_windows w
      WHERE NOT w.overage AND w.reserved > w.limit_amount - w.spent`,
    beyond: 'that no fewer are admitted is seen by the parallel tests',
  },
];

/**
 * Asks the ledger whether it is whole: all twelve invariants, as far as the database sees them. Reads everything: give it a
 * connection that may take its time (`createPatientDataSource`).
 */
export async function verifyLedger(database: DataSource): Promise<readonly InvariantResult[]> {
  // One snapshot for all: a call that settles between two checks must not look like a breach.
  return database.transaction('REPEATABLE READ', async (transaction) => {
    // It reads the whole ledger: what bounds a request's statements is too short for that.
    await transaction.query('SET LOCAL statement_timeout = 0');
    const results: InvariantResult[] = [];
    for (const { invariant, breaches, beyond } of CHECKS) {
      const [row] = await transaction.query<{ count: string; some: string[] | null }[]>(
        `WITH breach(what) AS MATERIALIZED (${breaches})
         SELECT (SELECT count(*) FROM breach) AS count, (SELECT array_agg(what) FROM (SELECT what FROM breach LIMIT 5) x) AS some`,
      );
      const count = Number(row?.count ?? 0);
      const details = count === 0 ? (beyond ?? '') : `${count} breaches: ${(row?.some ?? []).join('; ')}`;
      results.push({ invariant, ok: count === 0, details });
    }
    return results;
  });
}
