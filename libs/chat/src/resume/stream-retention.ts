import {
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { Clock } from '@app/platform';
import { AnswerStreams } from './answer-streams.js';

/** Events are kept so long after the last sign of life; a finished answer is told again without them. Milliseconds. */
export const KEPT_MS = 600_000;
const TURN_MS = 60_000;
/** Streams of one statement: few enough that it locks nothing for long. */
const BATCH = 1_000;

/** Forgets the events of answers that ended long ago: once a minute, all of them, however many there were. */
@Injectable()
export class StreamRetention implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(StreamRetention.name);
  private readonly stopping = new AbortController();
  private work: Promise<void> = Promise.resolve();

  constructor(
    private readonly streams: AnswerStreams,
    private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): void {
    this.work = this.run();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await this.work;
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    for (;;) {
      await this.clock.sleep(TURN_MS, signal).catch(() => undefined);
      if (signal.aborted) return;
      await this.forgetOld(signal).catch((error: unknown) => {
        this.logger.warn(`Old events could not be forgotten: ${String(error)}`);
      });
    }
  }

  private async forgetOld(signal: AbortSignal): Promise<void> {
    let last = BATCH;
    while (last === BATCH && !signal.aborted) last = await this.streams.forget(KEPT_MS, BATCH);
  }
}
