import { Logger } from '@nestjs/common';
import type { Clock } from '@app/platform';
import type { Timer, Timers } from '@app/resilience';
import type { TerminalEvent } from '../chat-event.js';
import type { AnswerStreams } from './answer-streams.js';
import type { StreamLog } from './stream-log.js';

interface Resumable {
  readonly log: Pick<StreamLog, 'note' | 'close'>;
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
  /** Nobody could read while the database was away: who looks at once would find that nobody has. */
  private wasAway = false;

  constructor(
    private readonly streams: AnswerStreams,
    private readonly clock: Clock,
    private readonly timers: Timers,
    private readonly graceMs: number,
    private readonly beatMs: number,
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

  /** The end of an answer that is kept nowhere else is told to those who come back, too. Resolves when it is durable, or after `patienceMs`. */
  async tellEnd(responseId: string, end: TerminalEvent, patienceMs: number): Promise<void> {
    const noted = this.answers.get(responseId)?.log.note(end);
    if (noted) await Promise.race([noted, this.clock.sleep(patienceMs)]);
  }

  /** Whatever its end is, it is decided. Until then it lives, whether or not its client was told. */
  end(responseId: string): void {
    this.answers.get(responseId)?.log.close();
    this.answers.delete(responseId);
  }

  private readonly turn = (): void => {
    this.timer = undefined;
    if (this.answers.size === 0) return;
    this.lookAfter()
      .catch((error: unknown) => {
        this.wasAway = true;
        this.logger.warn(`Running answers were not looked after: ${String(error)}`);
      })
      .finally(() => {
        this.timer ??= this.timers.start(this.turn, this.turnMs());
      });
  };

  private turnMs(): number {
    return Math.min(this.beatMs, Math.max(this.graceMs, 100));
  }

  private async lookAfter(): Promise<void> {
    await this.streams.beat([...this.answers.keys()]);
    if (this.wasAway) {
      this.wasAway = false;
      return;
    }
    const now = this.clock.monotonic();
    const due = [...this.answers].filter(([, { leftAt }]) => leftAt !== null && now - leftAt >= this.graceMs);
    if (due.length === 0) return;
    const ago = await this.streams.followedAgo(due.map(([id]) => id));
    for (const [id, { stop }] of due) if ((ago.get(id) ?? Infinity) >= this.graceMs) stop();
  }
}
