import { Logger } from '@nestjs/common';
import type { Clock } from '@app/platform';
import type { Timer, Timers } from '@app/resilience';
import type { AnswerStreams } from './answer-streams.js';
import type { StreamLog } from './stream-log.js';

/** Milliseconds each. Not frozen: the chaos tests lose answers sooner. */
export const RESUME_DEFAULTS = {
  /** How often a process says that its answers live, and looks after those nobody reads. */
  beatMs: 2_000,
  /** An answer is lost when its process has been silent for so long: ten beats. */
  silentMs: 20_000,
};

interface Resumable {
  readonly log: Pick<StreamLog, 'close'>;
  /** Calls the answer off. */
  readonly stop: () => void;
  /** Monotonic; null: its own client still reads. */
  leftAt: number | null;
}

/**
 * The answers of this process that can be resumed. One whose client went away goes on as long as somebody may
 * come back: `graceMs` from the moment it was last read, here or from any replica.
 */
export class Resumables {
  private readonly logger = new Logger(Resumables.name);
  private readonly answers = new Map<string, Resumable>();
  private timer: Timer | undefined;

  constructor(
    private readonly streams: AnswerStreams,
    private readonly clock: Clock,
    private readonly timers: Timers,
    private readonly graceMs: number,
  ) {}

  start(responseId: string, log: Resumable['log'], stop: () => void): void {
    this.answers.set(responseId, { log, stop, leftAt: null });
    this.timer ??= this.timers.start(this.turn, this.turnMs());
  }

  /** Its client is gone. */
  leave(responseId: string): void {
    const answer = this.answers.get(responseId);
    if (answer) answer.leftAt = this.clock.monotonic();
    if (answer && this.graceMs === 0) answer.stop();
  }

  /** It is kept as a whole by now. */
  end(responseId: string): void {
    this.answers.get(responseId)?.log.close();
    this.answers.delete(responseId);
  }

  private readonly turn = (): void => {
    this.timer = undefined;
    if (this.answers.size === 0) return;
    this.lookAfter()
      .catch((error: unknown) => this.logger.warn(`Running answers were not looked after: ${String(error)}`))
      .finally(() => {
        this.timer ??= this.timers.start(this.turn, this.turnMs());
      });
  };

  private turnMs(): number {
    return Math.min(RESUME_DEFAULTS.beatMs, Math.max(this.graceMs, 100));
  }

  private async lookAfter(): Promise<void> {
    await this.streams.beat([...this.answers.keys()]);
    const now = this.clock.monotonic();
    const due = [...this.answers].filter(([, { leftAt }]) => leftAt !== null && now - leftAt >= this.graceMs);
    if (due.length === 0) return;
    const ago = await this.streams.followedAgo(due.map(([id]) => id));
    for (const [id, { stop }] of due) if ((ago.get(id) ?? Infinity) >= this.graceMs) stop();
  }
}
