import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { AppConfig, Clock, createDataSource } from '@app/platform';
import { DataSource } from 'typeorm';

const RECONNECT_MS = 1_000;

interface Listener {
  query(sql: string): Promise<unknown>;
  on(event: 'notification', listener: (notice: { channel: string; payload?: string }) => void): void;
  on(event: 'error' | 'end', listener: () => void): void;
}

/** What a notice holds: an object of texts, under 8,000 bytes as JSON (PostgreSQL's own limit). */
export type Notice = Readonly<Record<string, string>>;

/**
 * What processes tell each other through Postgres: workers on the same port and replicas, the teller included. A
 * notice takes about a millisecond; a process that is connecting anew misses it, so nothing may depend on one alone.
 * Costs one idle connection a process.
 */
@Injectable()
export class Notices implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(Notices.name);
  private readonly stopping = new AbortController();
  private readonly heard = new Map<string, (notice: Notice) => void>();
  private readonly own: DataSource;
  private listening: Promise<void> = Promise.resolve();

  constructor(
    private readonly database: DataSource,
    private readonly clock: Clock,
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

  /** To be called before the process listens, from a constructor. `channel`: a plain SQL name. */
  on(channel: string, listener: (notice: Notice) => void): void {
    this.heard.set(channel, listener);
  }

  /** Resolves when everybody who listens is told. Throws a `DatabaseError`. */
  async tell(channel: string, notice: Notice): Promise<void> {
    await this.database.query('SELECT pg_notify($1, $2)', [channel, JSON.stringify(notice)]);
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

  /** Hears until the process stops; a connection that breaks is made again. */
  private async listen(onTried: () => void): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      await this.hear(signal, onTried).catch((error: unknown) =>
        this.logger.warn(`Notices of other processes are not heard: ${String(error)}`),
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
      await listener.query([...this.heard.keys()].map((channel) => `LISTEN ${channel}`).join('; '));
      onListening();
      if (!signal.aborted) await ended;
    } finally {
      if (this.own.isInitialized) await this.own.destroy();
    }
  }

  /** Thrown from here, an error would end the process. */
  private told(channel: string, payload: string): void {
    try {
      this.heard.get(channel)?.(JSON.parse(payload) as Notice);
    } catch (error) {
      this.logger.warn(`A notice on ${channel} was not understood: ${String(error)}`);
    }
  }
}
