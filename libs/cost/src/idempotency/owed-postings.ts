import type { DataSource } from 'typeorm';

/** The row of a key that this request holds. */
export type HeldKey = readonly [owner: string, key: string, requestId: string];

const HELD = 'i.owner = $1 AND i.key = $2 AND i.request_id = $3';

/** What is held is posted; what a reaper has posted in full meanwhile is told. */
const POST = `SELECT s.attempt, s.standing FROM idempotency i
  CROSS JOIN LATERAL ledger_settle(i.owed->'postings', i.owed->'lines') s WHERE ${HELD}`;

/** Apart from the posting: the ledger's locks are taken in one order, budget windows before the chain's head. */
const CORRECT = `SELECT ledger_correct($4, p->'u', p->'r',
    (SELECT coalesce(jsonb_agg(l), '[]') FROM jsonb_array_elements(i.owed->'lines') l WHERE l->'n' = p->'n'),
    (p->>'at')::double precision)
  FROM idempotency i CROSS JOIN LATERAL jsonb_array_elements(i.owed->'postings') p
  WHERE ${HELD} AND p->>'a' = $4::uuid::text`;

const DONE = `UPDATE idempotency i SET owed = NULL WHERE ${HELD}`;

interface LateRow {
  readonly attempt: string;
  readonly standing: string | null;
}

/**
 * Posts what a process that died had written down and may not have posted. Each step can be made again: a posting
 * that is there stays, and a correction to what stands already is none.
 */
export async function postOwed(database: DataSource, held: HeldKey): Promise<void> {
  const late = await database.query<LateRow[]>(POST, [...held]);
  for (const { attempt, standing } of late)
    if (standing === 'unknown') await database.query(CORRECT, [...held, attempt]);
  await database.query(DONE, [...held]);
}
