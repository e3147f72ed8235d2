import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Clock } from '@app/platform';
import { IdempotencyStore } from './idempotency/idempotency-store.js';
import { LEDGER_DEFAULTS, PostgresLedger, REAPED_AT_ONCE } from './ledger/postgres-ledger.js';

/** Three heartbeats may be missed before a process counts as dead. */
const TURN_MS = LEDGER_DEFAULTS.leaseMs / 3;
/** Between two turns of which the first has left something to reap: living requests get their turn too. Milliseconds. */
const BREATH_MS = 20;
/** How often what is only tidying is done: every hour. */
const TIDY_EVERY = 720;

/** Keeps the ledger's promises over time: heartbeat, reaper, months, forgotten idempotency keys. */
@Injectable()
export class LedgerUpkeep implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(LedgerUpkeep.name);
  private readonly stopping = new AbortController();
  private running: Promise<void> = Promise.resolve();

  constructor(
    private readonly ledger: PostgresLedger,
    private readonly idempotency: IdempotencyStore,
    private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): void {
    this.running = this.run();
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await this.running;
    await this.ledger
      .close()
      .catch((error: unknown) => this.warn('The lease could not be given back', error));
  }

  /** One turn; public for the checks that own time. Resolves with how long the next one can wait, in milliseconds. */
  async turn(tidy: boolean): Promise<number> {
    await this.ledger.heartbeat();
    await this.idempotency.lookAfter();
    const reaped = await this.ledger.reap();
    if (reaped > 0)
      this.logger.warn(`Posted ${reaped} attempts of processes that are gone, in full, as unknown.`);
    if (tidy) {
      await this.ledger.tidy();
      await this.idempotency.forgetExpired();
    }
    // With a heartbeat before each: what a large process has left takes longer than a lease.
    return reaped < REAPED_AT_ONCE ? TURN_MS : BREATH_MS;
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    for (let turn = 0; !signal.aborted; turn += 1) {
      const waitMs = await this.turn(turn % TIDY_EVERY === 0).catch((error: unknown) => {
        this.warn('The ledger has to wait', error);
        return TURN_MS;
      });
      await this.clock.sleep(waitMs, signal).catch(() => undefined);
    }
  }

  private warn(what: string, error: unknown): void {
    this.logger.warn(`${what}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
