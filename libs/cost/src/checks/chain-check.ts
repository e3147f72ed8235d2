import type { Check } from './check.js';

export const CHAIN_CHECK: Check = {
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
};
