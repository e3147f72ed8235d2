import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { ChatService } from '@app/chat';
import { AppConfig, Clock, createDataSource, Ids } from '@app/platform';
import { DataSource } from 'typeorm';

/** Where processes ask each other to stop an answer, and say that they have. */
const ASK = 'chat_cancel';
const DONE = 'chat_cancelled';
/** How long the others are waited for: a notification takes a millisecond, a busy event loop many. Milliseconds. */
const ANSWER_MS = 1_500;
/** Requests that may wait at once; more are told that there is no such answer. */
const MOST_WAITING = 1_000;
const RECONNECT_MS = 1_000;

interface Asked {
  readonly ask: string;
  readonly owner: string;
  readonly id: string;
}

interface Listener {
  query(sql: string): Promise<unknown>;
  on(event: 'notification', listener: (notice: { channel: string; payload?: string }) => void): void;
  on(event: 'error' | 'end', listener: () => void): void;
}

/**
 * Cancels an answer that another process is giving: a worker on the same port, or a replica. All of them hear it
 * through Postgres, the one that gives the answer stops it and says so. Costs one idle connection a process.
 */
@Injectable()
export class CancelElsewhere implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(CancelElsewhere.name);
  private readonly waiting = new Map<string, () => void>();
  private readonly stopping = new AbortController();
  private readonly own: DataSource;
  private listening: Promise<void> = Promise.resolve();

  constructor(
    private readonly database: DataSource,
    private readonly chat: ChatService,
    private readonly clock: Clock,
    private readonly ids: Ids,
    config: AppConfig,
  ) {
    const { url } = database.options as { url: string };
    this.own = createDataSource({
      url,
      poolSize: 1,
      migrations: [],
      applicationName: `${config.app.name} notices`,
    });
  }

  /** Waits until it hears: who asks before would not hear the answer. A database that is away is not waited for. */
  async onApplicationBootstrap(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.listening = this.listen(resolve);
    });
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await this.listening;
  }

  /** True when another process has stopped the answer; false: none has it, for this owner. */
  async cancel(ownerId: string, responseId: string): Promise<boolean> {
    if (this.waiting.size >= MOST_WAITING) return false;
    const ask = this.ids.uuid();
    const patience = new AbortController();
    const done = new Promise<boolean>((resolve) => this.waiting.set(ask, () => resolve(true)));
    try {
      await this.notify(ASK, { ask, owner: ownerId, id: responseId });
      const late = this.clock.sleep(ANSWER_MS, patience.signal).then(
        () => false,
        () => false,
      );
      return await Promise.race([done, late]);
    } finally {
      patience.abort();
      this.waiting.delete(ask);
    }
  }

  private async notify(channel: string, notice: object): Promise<void> {
    await this.database.query('SELECT pg_notify($1, $2)', [channel, JSON.stringify(notice)]);
  }

  /** Hears until the process stops; a connection that breaks is made again. */
  private async listen(onTried: () => void): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      await this.hear(signal, onTried).catch((error: unknown) =>
        this.logger.warn(`Cancellations of other processes are not heard: ${String(error)}`),
      );
      onTried();
      if (!signal.aborted) await this.clock.sleep(RECONNECT_MS, signal).catch(() => undefined);
    }
  }

  /** Resolves when the connection has ended, or the process stops. */
  private async hear(signal: AbortSignal, onListening: () => void): Promise<void> {
    try {
      if (!this.own.isInitialized) await this.own.initialize();
      const runner = this.own.createQueryRunner();
      const listener = (await runner.connect()) as Listener;
      const ended = new Promise<void>((resolve) => {
        for (const event of ['error', 'end'] as const) listener.on(event, resolve);
        signal.addEventListener('abort', () => resolve(), { once: true });
      });
      listener.on('notification', ({ channel, payload }) => this.told(channel, payload ?? '{}'));
      await listener.query(`LISTEN ${ASK}; LISTEN ${DONE}`);
      onListening();
      if (!signal.aborted) await ended;
    } finally {
      if (this.own.isInitialized) await this.own.destroy();
    }
  }

  private told(channel: string, payload: string): void {
    const { ask, owner, id } = JSON.parse(payload) as Asked;
    if (channel === DONE) return this.waiting.get(ask)?.();
    if (!this.chat.cancel(owner, id)) return;
    this.notify(DONE, { ask }).catch((error: unknown) =>
      this.logger.warn(`A cancellation could not be told: ${String(error)}`),
    );
  }
}
