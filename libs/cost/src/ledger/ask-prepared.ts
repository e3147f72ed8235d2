import { toDatabaseError } from '@app/platform';
import type { Pool } from 'pg';
import type { DataSource } from 'typeorm';

/** A statement by name: every connection parses it once. */
export interface Prepared {
  readonly name: string;
  readonly text: string;
}

/**
 * Sends a statement on the DataSource's own pool, past its query runners, which cost as much CPU as the trip itself.
 * Throws a `DatabaseError`.
 */
export async function askPrepared<Row extends object>(
  database: DataSource,
  statement: Prepared,
  values: readonly unknown[],
): Promise<readonly Row[]> {
  const { master } = database.driver as unknown as { readonly master: Pool };
  try {
    const { rows } = await master.query<Row>({ ...statement, values: [...values] });
    return rows;
  } catch (error) {
    throw toDatabaseError(error);
  }
}
