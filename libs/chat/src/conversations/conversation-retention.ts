import {
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { AppConfig, Clock } from '@app/platform';
import { Conversations } from './conversations.js';

const DAY_MS = 86_400_000;
/** Conversations of one statement: few enough that it locks nothing for long. */
const BATCH = 500;

/** Erases conversations nobody has touched for CONVERSATION_RETENTION_DAYS: at the start and once a day. */
@Injectable()
export class ConversationRetention implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(ConversationRetention.name);
  private readonly stopping = new AbortController();
  private work: Promise<void> | null = null;

  constructor(
    private readonly conversations: Conversations,
    private readonly config: AppConfig,
    private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): void {
    this.work = this.run();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await this.work;
  }

  /** Erases what is due and says how much it was. */
  async eraseDue(): Promise<number> {
    const before = this.clock.now() - this.config.conversations.retentionDays * DAY_MS;
    let erased = 0;
    let last = BATCH;
    while (last === BATCH && !this.stopping.signal.aborted) {
      last = await this.conversations.eraseUntouchedSince(before, BATCH);
      erased += last;
    }
    return erased;
  }

  private async run(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      await this.tryToErase();
      await this.clock.sleep(DAY_MS, this.stopping.signal).catch(() => undefined);
    }
  }

  /** A database that is away today is there tomorrow. */
  private async tryToErase(): Promise<void> {
    try {
      const erased = await this.eraseDue();
      if (erased > 0) this.logger.log(`Erased ${erased} conversations that nobody has touched for long.`);
    } catch (error) {
      this.logger.warn({ message: 'Old conversations could not be erased; trying again tomorrow.', error });
    }
  }
}
