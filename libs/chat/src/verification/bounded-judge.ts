import { AppError, type Clock } from '@app/platform';
import { Deadline, linkDeadline, type Timers } from '@app/resilience';
import { SemanticCheck, type Judgement } from './semantic-check.js';

/** Questions about one answer; an ordinary one leaves two or three open. */
export const MOST_JUDGED = 20;
/** Questions on their way at the same time: an answer takes no more of its vendor's rate than a few readers would. */
export const JUDGED_AT_ONCE = 4;
/** From the first question on, all together. Milliseconds. */
export const JUDGING_MS = 20_000;

/**
 * A judge for one answer, which a model may fill with citations without end: the same passage is judged for the same
 * claim once, so many others at most, a few at once, and none for longer than the reader should wait. Beyond that it has
 * no opinion. A question that the time cuts short has been asked and is paid for.
 */
export class BoundedJudge extends SemanticCheck {
  private readonly asked = new Map<string, Promise<Judgement | null>>();
  private readonly waiting: (() => void)[] = [];
  private running = 0;
  private deadline: Deadline | null = null;

  constructor(
    private readonly judge: SemanticCheck,
    private readonly time: { readonly clock: Clock; readonly timers: Timers },
  ) {
    super();
  }

  check(claim: string, quote: string, signal?: AbortSignal): Promise<Judgement | null> {
    const key = `${claim}\0${quote}`;
    const known = this.asked.get(key);
    if (known) return known;
    if (this.asked.size >= MOST_JUDGED) return Promise.resolve(null);
    const asked = this.inTurn(() => this.ask(claim, quote, signal));
    this.asked.set(key, asked);
    return asked;
  }

  private async ask(claim: string, quote: string, signal?: AbortSignal): Promise<Judgement | null> {
    signal?.throwIfAborted();
    const { clock, timers } = this.time;
    this.deadline ??= new Deadline(clock, clock.now() + JUDGING_MS);
    if (this.deadline.expired) return null;
    const linked = linkDeadline(this.deadline, timers, tooSlow, signal);
    try {
      return await this.judge.check(claim, quote, linked.signal);
    } catch {
      signal?.throwIfAborted();
      return null;
    } finally {
      linked.dispose();
    }
  }

  private async inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.running < JUDGED_AT_ONCE) this.running++;
    else await new Promise<void>((resolve) => void this.waiting.push(resolve));
    try {
      return await work();
    } finally {
      // Who goes hands the place to the next: it stays taken.
      const next = this.waiting.shift();
      if (next) next();
      else this.running--;
    }
  }
}

function tooSlow(): AppError {
  return new AppError('deadline-exceeded', 'judge-timeout', 'The judge took too long.');
}
