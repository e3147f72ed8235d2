import type { DataSource } from 'typeorm';
import type { HeldKey } from './owed-postings.js';

const IN_FLIGHT = 'owner = $1 AND key = $2 AND request_id = $3 AND status IS NULL';

/** How a key is given up: free at once; nobody's, its answer to be found by its id; or whichever, where in doubt. */
const STATEMENTS = {
  release: `DELETE FROM idempotency WHERE ${IN_FLIGHT}`,
  // A process without a name holds no lease.
  abandon: `UPDATE idempotency SET process_id = '' WHERE ${IN_FLIGHT}`,
  void: 'SELECT idempotency_void($1, $2, $3)',
} as const;

/** Keys that wait for a database that is away; one over that waits for this process's end. */
const MOST_LEFT = 10_000;

interface GivenUp {
  readonly how: keyof typeof STATEMENTS;
  readonly held: HeldKey;
}

/** Keys that are given up, for as long as it takes: while this process lives nobody else could free them. */
export class GivenUpKeys {
  private readonly left: GivenUp[] = [];

  constructor(private readonly database: DataSource) {}

  /** Never throws: where the database is away it is tried again by `giveUpLeft`. */
  async giveUp(how: GivenUp['how'], held: HeldKey): Promise<void> {
    const one = { how, held };
    try {
      await this.run(one);
    } catch {
      if (this.left.length < MOST_LEFT) this.left.push(one);
    }
  }

  /** Gives up the keys for which the database was away. Throws when it still is. */
  async giveUpLeft(): Promise<void> {
    for (let next = this.left[0]; next; next = this.left[0]) {
      await this.run(next);
      this.left.shift();
    }
  }

  private async run({ how, held }: GivenUp): Promise<void> {
    await this.database.query(STATEMENTS[how], [...held]);
  }
}
