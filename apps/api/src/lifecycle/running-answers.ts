import { Injectable } from '@nestjs/common';
import { AppError } from '@app/platform';

/** How long aborted answers get to say their last event. Milliseconds. */
const LAST_WORDS_MS = 2_000;

/**
 * The answers that are being given by this process, by every wire. A stopping process takes no new ones, waits
 * for these, and calls off what is left.
 */
@Injectable()
export class RunningAnswers {
  private readonly running = new Set<AbortController>();
  private emptied?: () => void;
  private isDraining = false;
  private isLeaving = false;

  get count(): number {
    return this.running.size;
  }

  get draining(): boolean {
    return this.isDraining;
  }

  /** About to stop: not ready for more, but still taking what comes. */
  get leaving(): boolean {
    return this.isLeaving;
  }

  announceStop(): void {
    this.isLeaving = true;
  }

  /** Runs `answer` under a signal of its own. Throws `service-unavailable` when the process is stopping. */
  async run<Result>(answer: (controller: AbortController) => Promise<Result>): Promise<Result> {
    if (this.isDraining) throw shuttingDown();
    const controller = new AbortController();
    this.running.add(controller);
    try {
      return await answer(controller);
    } finally {
      this.running.delete(controller);
      if (this.running.size === 0) this.emptied?.();
    }
  }

  /** From now on nothing new is taken. */
  startDraining(): void {
    this.isDraining = this.isLeaving = true;
  }

  /** Resolves when the last answer has ended; after `timeoutMs` the rest are called off. */
  async drain(timeoutMs: number): Promise<void> {
    this.startDraining();
    if (await this.endsWithin(timeoutMs)) return;
    for (const controller of this.running) controller.abort(shuttingDown());
    await this.endsWithin(LAST_WORDS_MS);
  }

  private endsWithin(milliseconds: number): Promise<boolean> {
    if (this.running.size === 0) return Promise.resolve(true);
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(false), milliseconds);
      this.emptied = () => {
        clearTimeout(timer);
        resolve(true);
      };
    });
  }
}

export function shuttingDown(): AppError {
  return new AppError(
    'service-unavailable',
    'shutting-down',
    'This process is stopping; send the request again.',
    {
      retryAfterSeconds: 1,
    },
  );
}
