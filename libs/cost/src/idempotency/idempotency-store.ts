import type { DataSource } from 'typeorm';
import { GivenUpKeys } from './given-up-keys.js';
import type { IdempotencyKey, IdempotencyState, KeptFate, StoredResponse } from './kept-response.js';
import { type Settlement, settlementRows } from '../ledger/ledger-rows.js';
import { postOwed } from './owed-postings.js';
import type { PostgresLedgerOptions } from '../ledger/postgres-ledger.js';

/** What is asked with a key. */
export interface KeyedAsk extends IdempotencyKey {
  readonly bodyHash: string;
  readonly requestId: string;
  /** The conversation it continues; a new one is known when the answer is noted. */
  readonly conversationId?: string;
}

const KEEP_MS = 24 * 60 * 60 * 1_000;
const RETRY_AFTER_SECONDS = 1;
/** `idempotency_erase` leaves this status behind. */
const ERASED = 410;

const HELD = 'owner = $1 AND key = $2 AND request_id = $3';

interface BegunRow {
  readonly fresh: boolean;
  readonly same_body: boolean;
  readonly status: number | null;
  readonly headers: Record<string, string>;
  readonly body: Buffer;
  readonly booked_as: string;
  readonly answer_id: string | null;
  readonly owes: boolean;
}

/**
 * Which requests were made already, for 24 hours. A key belongs to the process that runs it until that process may
 * be taken for dead (`lease_is_over`); then it is free again for the same body.
 */
export class IdempotencyStore {
  private readonly givenUp: GivenUpKeys;

  constructor(
    private readonly database: DataSource,
    private readonly options: Pick<PostgresLedgerOptions, 'processId' | 'leaseMs'>,
  ) {
    this.givenUp = new GivenUpKeys(database);
  }

  /** Where it throws the key is given back, whether or not it had been taken by then. */
  async begin(ask: KeyedAsk): Promise<IdempotencyState> {
    const { owner, key, requestId } = ask;
    try {
      const row = await this.take(ask);
      if (row?.fresh && row.owes) await postOwed(this.database, [owner, key, requestId]);
      return stateOf(row);
    } catch (error) {
      // Not waited for: the caller has waited for the database already.
      void this.givenUp.giveUp('void', [owner, key, requestId]);
      throw error;
    }
  }

  private async take(ask: KeyedAsk): Promise<BegunRow | undefined> {
    const { owner, key, bodyHash, requestId, conversationId } = ask;
    const { processId, leaseMs } = this.options;
    const [row] = await this.database.query<BegunRow[]>(
      'SELECT * FROM idempotency_begin($1, $2, $3, $4, $5, $6, $7, $8)',
      [owner, key, bodyHash, requestId, processId, conversationId ?? null, leaseMs, KEEP_MS],
    );
    return row;
  }

  /** Notes by which id the answer will be found that is being given; false: the key is another request's by now. */
  async note(
    { owner, key }: IdempotencyKey,
    requestId: string,
    answer: { readonly answerId: string; readonly conversationId: string },
  ): Promise<boolean> {
    const [, noted] = await this.database.query<[unknown, number]>(
      `UPDATE idempotency SET answer_id = $4, conversation_id = $5, booked_as = $3 WHERE ${HELD}`,
      [owner, key, requestId, answer.answerId, answer.conversationId],
    );
    return noted > 0;
  }

  /** Writes down what is about to be posted: whoever takes the key over from a dead process posts it. */
  async owe(
    { owner, key }: IdempotencyKey,
    requestId: string,
    settlements: readonly Settlement[],
  ): Promise<void> {
    await this.database.query(
      `UPDATE idempotency SET owed = jsonb_build_object('postings', $4::jsonb, 'lines', $5::jsonb) WHERE ${HELD}`,
      [owner, key, requestId, ...settlementRows(settlements)],
    );
  }

  /** Keeps the answer of the request that holds the key; a second one changes nothing. */
  async finish(
    { owner, key }: IdempotencyKey,
    requestId: string,
    { status, headers, body }: StoredResponse,
  ): Promise<KeptFate> {
    const [, kept] = await this.database.query<[unknown, number]>(
      `UPDATE idempotency SET status = $4, headers = $5, body = $6, owed = NULL WHERE ${HELD} AND status IS NULL`,
      [owner, key, requestId, status, JSON.stringify(headers), body],
    );
    if (kept > 0) return 'kept';
    const [row] = await this.database.query<{ status: number }[]>(
      `SELECT status FROM idempotency WHERE ${HELD}`,
      [owner, key, requestId],
    );
    if (!row) return 'lost';
    return row.status === ERASED ? 'erased' : 'kept';
  }

  /** For a request that ended before it did anything: the key may be used again at once. */
  release({ owner, key }: IdempotencyKey, requestId: string): Promise<void> {
    return this.givenUp.giveUp('release', [owner, key, requestId]);
  }

  /** For an answer that was told and could not be kept: who sends the key again finds it by the id that was noted. */
  abandon({ owner, key }: IdempotencyKey, requestId: string): Promise<void> {
    return this.givenUp.giveUp('abandon', [owner, key, requestId]);
  }

  /** One turn: gives up what is left, and looks which holders' leases are over. Throws when the database is away. */
  async lookAfter(): Promise<void> {
    await this.givenUp.giveUpLeft();
    await this.database.query('SELECT idempotency_watch($1)', [this.options.leaseMs]);
  }

  /** Drops what is older than 24 hours. */
  async forgetExpired(): Promise<void> {
    await this.database.query('DELETE FROM idempotency WHERE expires_at <= now()');
    await this.database.query(`DELETE FROM voided_requests WHERE voided_at < now() - interval '1 day'`);
  }
}

function stateOf(row: BegunRow | undefined): IdempotencyState {
  // No row: it was released between our two looks, and the caller may simply ask again.
  if (!row) return { state: 'in-flight', retryAfterSeconds: RETRY_AFTER_SECONDS };
  const { answer_id: answerId, booked_as: bookedAs, status, headers, body } = row;
  if (row.fresh) return { state: 'fresh', left: answerId === null ? null : { answerId, bookedAs } };
  if (!row.same_body) return { state: 'mismatch' };
  if (status === null) return { state: 'in-flight', retryAfterSeconds: RETRY_AFTER_SECONDS };
  if (status === ERASED) return { state: 'erased' };
  return { state: 'replay', bookedAs, response: { status, headers, body } };
}
