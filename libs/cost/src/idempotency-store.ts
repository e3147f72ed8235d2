import type { DataSource } from 'typeorm';
import type { PostgresLedgerOptions } from './postgres-ledger.js';

/** An answer as it went out, to be sent again byte for byte. */
export interface StoredResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export interface IdempotencyKey {
  /** Keys of different owners never meet. */
  readonly owner: string;
  readonly key: string;
}

/**
 * - `fresh`: go on and `finish`; `leftAnswerId` is the answer that a process which died was giving for this key
 * - `replay`: send this
 * - `in-flight`: the first one is still running
 * - `mismatch`: the key was used for another body
 */
export type IdempotencyState =
  | { readonly state: 'fresh'; readonly leftAnswerId: string | null }
  | { readonly state: 'replay'; readonly requestId: string; readonly response: StoredResponse }
  | { readonly state: 'in-flight'; readonly retryAfterSeconds: number }
  | { readonly state: 'mismatch' };

const KEEP_MS = 24 * 60 * 60 * 1_000;
const RETRY_AFTER_SECONDS = 1;

const IN_FLIGHT = 'owner = $1 AND key = $2 AND request_id = $3 AND status IS NULL';
const RELEASE = `DELETE FROM idempotency WHERE ${IN_FLIGHT}`;
/** A process without a name holds no lease. */
const ABANDON = `UPDATE idempotency SET process_id = '' WHERE ${IN_FLIGHT}`;
/** Keys that wait for a database that is away; one over that waits for this process's end. */
const MOST_LEFT = 10_000;

interface GivenUp extends IdempotencyKey {
  readonly requestId: string;
  readonly statement: typeof RELEASE | typeof ABANDON;
}

interface BegunRow {
  readonly fresh: boolean;
  readonly same_body: boolean;
  readonly status: number | null;
  readonly headers: Record<string, string>;
  readonly body: Buffer;
  readonly request_id: string;
  readonly answer_id: string | null;
}

/**
 * Which requests were made already, for 24 hours. A key belongs to the process that runs it as long as that
 * process holds its lease; one whose process died is free again for the same body.
 */
export class IdempotencyStore {
  private readonly left: GivenUp[] = [];

  constructor(
    private readonly database: DataSource,
    private readonly options: Pick<PostgresLedgerOptions, 'processId' | 'leaseMs'>,
  ) {}

  async begin(
    { owner, key }: IdempotencyKey,
    bodyHash: string,
    requestId: string,
  ): Promise<IdempotencyState> {
    const { processId, leaseMs } = this.options;
    const [row] = await this.database.query<BegunRow[]>(
      'SELECT * FROM idempotency_begin($1, $2, $3, $4, $5, $6, $7)',
      [owner, key, bodyHash, requestId, processId, leaseMs, KEEP_MS],
    );
    // No row: it was released between our two looks, and the caller may simply ask again.
    if (!row) return { state: 'in-flight', retryAfterSeconds: RETRY_AFTER_SECONDS };
    if (row.fresh) return { state: 'fresh', leftAnswerId: row.answer_id };
    if (!row.same_body) return { state: 'mismatch' };
    if (row.status === null) return { state: 'in-flight', retryAfterSeconds: RETRY_AFTER_SECONDS };
    const { status, headers, body, request_id: first } = row;
    return { state: 'replay', requestId: first, response: { status, headers, body } };
  }

  /** Notes by which id the answer will be found that is being given. */
  async note({ owner, key }: IdempotencyKey, requestId: string, answerId: string): Promise<void> {
    await this.database.query(
      'UPDATE idempotency SET answer_id = $4 WHERE owner = $1 AND key = $2 AND request_id = $3',
      [owner, key, requestId, answerId],
    );
  }

  /** Keeps the answer of the request that began the key; another's, or a second one, changes nothing. */
  async finish({ owner, key }: IdempotencyKey, requestId: string, response: StoredResponse): Promise<void> {
    await this.database.query(
      `UPDATE idempotency SET status = $4, headers = $5, body = $6
       WHERE owner = $1 AND key = $2 AND request_id = $3 AND status IS NULL`,
      [owner, key, requestId, response.status, JSON.stringify(response.headers), response.body],
    );
  }

  /** For a request that ended before it did anything: the key may be used again at once. */
  release(owned: IdempotencyKey, requestId: string): Promise<void> {
    return this.giveUp({ ...owned, requestId, statement: RELEASE });
  }

  /** For an answer that was told and could not be kept: who sends the key again finds it by the id that was noted. */
  abandon(owned: IdempotencyKey, requestId: string): Promise<void> {
    return this.giveUp({ ...owned, requestId, statement: ABANDON });
  }

  /** Gives up the keys for which the database was away. Throws when it still is. */
  async giveUpLeft(): Promise<void> {
    for (let next = this.left[0]; next; next = this.left[0]) {
      await this.run(next);
      this.left.shift();
    }
  }

  /** Never throws: as long as this process lives nobody else could free the key, so it is tried until it works. */
  private async giveUp(one: GivenUp): Promise<void> {
    try {
      await this.run(one);
    } catch {
      if (this.left.length < MOST_LEFT) this.left.push(one);
    }
  }

  private async run({ statement, owner, key, requestId }: GivenUp): Promise<void> {
    await this.database.query(statement, [owner, key, requestId]);
  }

  /** Drops what is older than 24 hours. */
  async forgetExpired(): Promise<void> {
    await this.database.query('DELETE FROM idempotency WHERE expires_at <= now()');
  }
}
