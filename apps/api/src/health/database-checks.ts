import { Injectable } from '@nestjs/common';
import { PostgresLedger } from '@app/cost';
import { Clock } from '@app/platform';
import { DataSource } from 'typeorm';
import { fresh } from './fresh-check.js';

/** A database that takes longer is not one to send requests to. Milliseconds. */
const ANSWER_MS = 2_000;
/** Postings that wait for longer mean that the ledger is behind what is spent. Milliseconds. */
const LONGEST_LAG_MS = 15_000;
/** The lease of nobody: written to see whether it can be, and expired from the start. */
const WRITE = `INSERT INTO leases (process_id, expires_at) VALUES ('readiness', clock_timestamp())
  ON CONFLICT (process_id) DO UPDATE SET expires_at = excluded.expires_at`;

/** What a check found; null: it is well. */
export type Finding = string | null;

export interface DatabaseFindings {
  readonly database: Finding;
  readonly migrations: Finding;
}

/** What is asked of the database for probes, at most once in a moment. */
@Injectable()
export class DatabaseChecks {
  /** One question for both: what it has been migrated to. */
  readonly database: () => Promise<DatabaseFindings>;
  /** Whether a call could be paid for now: a real write, committed, since a disk may be full where reading works. */
  readonly ledger: () => Promise<Finding>;

  constructor(
    private readonly source: DataSource,
    private readonly postings: PostgresLedger,
    clock: Clock,
  ) {
    this.database = fresh(clock, () => this.askDatabase());
    this.ledger = fresh(clock, () => this.askLedger());
  }

  private async askDatabase(): Promise<DatabaseFindings> {
    const rows = await this.ask<{ name: string }[]>('SELECT name FROM migrations');
    if (rows === null)
      return { database: 'The database does not answer.', migrations: 'The database does not say.' };
    const done = new Set(rows.map(({ name }) => name));
    const missing = this.source.migrations.filter(
      ({ name, constructor }) => !done.has(name ?? constructor.name),
    );
    const migrations = missing.length > 0 ? `${missing.length} migrations have not been run here.` : null;
    return { database: null, migrations };
  }

  private async askLedger(): Promise<Finding> {
    if ((await this.ask(WRITE)) === null) return 'The ledger cannot be written.';
    return this.postings.lagMs > LONGEST_LAG_MS ? 'The ledger is behind what has been spent.' : null;
  }

  /** Null: it failed, or took too long. */
  private async ask<Rows>(statement: string): Promise<Rows | null> {
    let timer: NodeJS.Timeout | undefined;
    const tooLate = new Promise<null>((resolve) => {
      timer = setTimeout(() => resolve(null), ANSWER_MS);
    });
    try {
      return await Promise.race([this.source.query<Rows>(statement).catch(() => null), tooLate]);
    } finally {
      clearTimeout(timer);
    }
  }
}
