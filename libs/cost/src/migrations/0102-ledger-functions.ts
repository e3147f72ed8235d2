import type { MigrationInterface, QueryRunner } from 'typeorm';
import { APPEND, CHAIN } from './ledger-functions/chain.js';
import { CORRECT } from './ledger-functions/correct.js';
import { MOVE } from './ledger-functions/move.js';
import { PARTITIONS } from './ledger-functions/partitions.js';
import { REAP } from './ledger-functions/reap.js';
import { RESERVE } from './ledger-functions/reserve.js';
import { SETTLE } from './ledger-functions/settle.js';
import { TRIP } from './ledger-functions/trip.js';
import { TYPES } from './ledger-functions/types.js';
import { VOID } from './ledger-functions/void.js';
import { WINDOWS } from './ledger-functions/windows.js';

const DOWN = `
DROP FUNCTION ledger_make_month, ledger_reap, ledger_correct, ledger_void, ledger_settle, ledger_move, ledger_append,
  ledger_trip, ledger_take, ledger_late, ledger_posting_text, ledger_line_text, ledger_price_text, ledger_hold, ledger_place, ledger_live,
  ledger_key, ledger_window_start, ledger_window_end;
DROP TYPE ledger_posting, ledger_line, ledger_reservation, ledger_refusal;
`;

/**
 * The hot path as one function, a whole micro-batch of postings and reservations in one round trip and one commit.
 * A set of plain statements would need several round trips inside an open transaction (locks held while the network
 * waits) or one statement in which no item can be refused without refusing all. Locks are always taken in this
 * order, so that no two processes wait for each other: the budgets' advisory lock (shared), an attempt's that is
 * corrected, holds by id, the process's own lease, new budget windows by budget, budget windows by id, new attempts,
 * the chain's head.
 */
export class LedgerFunctions1763800000102 implements MigrationInterface {
  readonly name = 'LedgerFunctions1763800000102';

  async up(runner: QueryRunner): Promise<void> {
    for (const sql of [
      TYPES,
      WINDOWS,
      RESERVE,
      MOVE,
      CHAIN,
      APPEND,
      SETTLE,
      TRIP,
      VOID,
      CORRECT,
      REAP,
      PARTITIONS,
    ])
      await runner.query(sql);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DOWN);
  }
}
