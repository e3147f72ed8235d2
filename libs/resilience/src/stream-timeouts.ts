import type { Clock } from './clock.js';
import { StreamWatch, type Expiry, type StreamLimits } from './stream-watch.js';
import type { Timer, Timers } from './timers.js';

/** How a stream ended. `left`: the reader went away before the end. */
export type StreamEnd =
  | { readonly kind: 'finished' }
  | { readonly kind: 'failed'; readonly error: unknown }
  | { readonly kind: 'left' };

export interface StreamTimeouts<Item> {
  readonly limits: StreamLimits;
  readonly clock: Pick<Clock, 'monotonic'>;
  readonly timers: Timers;
  /** The caller's; its reason is thrown as it is. */
  readonly signal?: AbortSignal;
  /** Makes the error that is thrown, and that the source sees as its signal's reason. */
  readonly expired: (which: Expiry) => unknown;
  /** Which items count as the first one; absent: every item. */
  readonly counts?: (item: Item) => boolean;
  readonly onItem?: (item: Item) => void;
  /** Called exactly once, also when the reader forgot the stream: then `totalMs` ends it. */
  readonly onEnd?: (end: StreamEnd) => void;
}

/**
 * How long a cancelled source may take to clean up (settle its money) before its reader stops waiting for it.
 * Milliseconds.
 */
export const CANCEL_GRACE_MS = 1_000;

/**
 * The source with time-outs; when one expires, or the caller's signal aborts, the source is cancelled by its
 * own signal. Nothing is raced, so nothing piles up on a long-lived promise. Read it like a generator: one
 * `next()` at a time. The source is opened by the first one.
 *
 * cockatiel's time-out was weighed and left: it limits one promise, and aborts after every success.
 */
export function withTimeouts<Item>(
  open: (signal: AbortSignal) => AsyncIterable<Item>,
  timeouts: StreamTimeouts<Item>,
): AsyncIterableIterator<Item, undefined> {
  return new TimedStream(open, timeouts);
}

type Result<Item> = IteratorResult<Item, undefined>;
const DONE = Object.freeze({ done: true, value: undefined });

interface Reader<Item> {
  readonly resolve: (result: Result<Item>) => void;
  readonly reject: (error: unknown) => void;
}

class TimedStream<Item> implements AsyncIterableIterator<Item, undefined> {
  private readonly controller = new AbortController();
  private readonly watch: StreamWatch;
  private source: AsyncIterator<Item> | undefined;
  private reader: Reader<Item> | undefined;
  private grace: Timer | undefined;
  private ended = false;
  /** Why it was cancelled; set until the reader has been told. */
  private cancelled: { readonly error: unknown } | undefined;
  private closing: Promise<void> | undefined;

  constructor(
    private readonly open: (signal: AbortSignal) => AsyncIterable<Item>,
    private readonly timeouts: StreamTimeouts<Item>,
  ) {
    const { limits, clock, timers, expired } = timeouts;
    this.watch = new StreamWatch(limits, clock, timers, (which) => this.cancel(expired(which)));
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<Result<Item>> {
    if (this.ended) return this.afterEnd();
    return new Promise((resolve, reject) => {
      this.reader = { resolve, reject };
      try {
        this.source ??= this.start();
        this.watch.waiting();
        this.source.next().then(this.arrived, this.broke);
      } catch (error) {
        this.broke(error);
      }
    });
  }

  async return(): Promise<Result<Item>> {
    if (!this.ended) this.end({ kind: 'left' });
    // A generator holds its return() back until a pending read is over; the abort ends that read.
    if (this.reader) this.controller.abort();
    await this.close();
    return DONE;
  }

  private start(): AsyncIterator<Item> {
    const { signal } = this.timeouts;
    signal?.throwIfAborted();
    signal?.addEventListener('abort', this.followCaller, { once: true });
    this.watch.start();
    return this.open(this.controller.signal)[Symbol.asyncIterator]();
  }

  private readonly arrived = (result: IteratorResult<Item, unknown>): void => {
    if (this.ended) {
      this.tell(this.cancelled);
      void this.close();
    } else if (result.done) {
      this.end({ kind: 'finished' });
      this.tell();
    } else {
      this.watch.arrived(this.timeouts.counts?.(result.value) ?? true);
      this.timeouts.onItem?.(result.value);
      this.tell(undefined, result);
    }
  };

  private readonly broke = (error: unknown): void => {
    const left = this.ended && !this.cancelled;
    if (!this.ended) this.end({ kind: 'failed', error });
    this.tell(left ? undefined : (this.cancelled ?? { error }));
  };

  /** Answers the read that waits, if one does: with the failure, the item, or the end. */
  private tell(failure?: { readonly error: unknown }, result: Result<Item> = DONE): void {
    const { reader } = this;
    this.reader = undefined;
    this.grace?.cancel();
    if (!reader) return;
    if (!failure) return reader.resolve(result);
    this.cancelled = undefined;
    reader.reject(failure.error);
  }

  private readonly followCaller = (): void => this.cancel(this.timeouts.signal?.reason);

  /** The source hears of it by its signal and cleans up; then the reader gets the error. */
  private cancel(error: unknown): void {
    this.cancelled = { error };
    this.end({ kind: 'failed', error });
    this.controller.abort(error);
    if (this.reader) this.grace = this.timeouts.timers.start(this.giveUp, CANCEL_GRACE_MS);
    else void this.close();
  }

  /** The source did not hear its signal. */
  private readonly giveUp = (): void => {
    this.tell(this.cancelled);
    void this.close();
  };

  private end(end: StreamEnd): void {
    this.ended = true;
    this.watch.stop();
    this.timeouts.signal?.removeEventListener('abort', this.followCaller);
    this.timeouts.onEnd?.(end);
  }

  /** Closes the source, but does not wait for ever; what it throws while closing has no reader any more. */
  private close(): Promise<void> {
    return (this.closing ??= new Promise((resolve) => {
      const closed = this.source?.return?.();
      if (!closed) return resolve();
      const grace = this.timeouts.timers.start(resolve, CANCEL_GRACE_MS);
      const closedInTime = (): void => {
        grace.cancel();
        resolve();
      };
      closed.then(closedInTime, closedInTime);
    }));
  }

  private async afterEnd(): Promise<Result<Item>> {
    await this.closing;
    const failure = this.cancelled;
    this.cancelled = undefined;
    if (failure) throw failure.error;
    return DONE;
  }
}
