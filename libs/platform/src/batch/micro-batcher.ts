import { AsyncLocalStorage } from 'node:async_hooks';
import { AppError } from '../errors/app-error.js';

export interface MicroBatcherOptions<Item, Result> {
  /**
   * Does the work of a whole batch; the results stand at their items' positions. An `Error` at a position
   * rejects that item alone; a throw rejects every item of the batch.
   */
  readonly flush: (items: readonly Item[]) => Promise<readonly (Result | Error)[]>;
  /** The most items of one batch. */
  readonly maxItems: number;
  /** Milliseconds to wait for company when nothing is in flight. 0 (the default): the rest of this turn. */
  readonly windowMs?: number;
  /**
   * Milliseconds from the start of one flush to the start of the next, 0 by default. An item that comes after a
   * pause goes at once; under load a flush, which costs the same however many share it, is shared by more.
   */
  readonly paceMs?: number;
  /** Flushes at the same time, 1 by default. */
  readonly maxInFlight?: number;
  /** Items that may wait for a flush; one more is refused with `service-unavailable`. 100,000 by default. */
  readonly maxWaiting?: number;
}

interface Entry<Item, Result> {
  readonly item: Item;
  readonly resolve: (result: Result) => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * Collects items and does them together (group commit): an item that comes alone goes at once, those that come
 * while a flush is in flight share the next one, so that batches grow by themselves under load. Items are
 * taken in the order they came, each exactly once.
 */
export class MicroBatcher<Item, Result> {
  private readonly queue: Entry<Item, Result>[] = [];
  private readonly flights = new Set<Promise<void>>();
  private readonly maxItems: number;
  private readonly windowMs: number;
  private readonly maxInFlight: number;
  private readonly maxWaiting: number;
  private readonly paceMs: number;
  // A flush belongs to no request: without this it would run in the async context of whoever came first.
  private readonly outside = AsyncLocalStorage.snapshot();
  private timer?: NodeJS.Timeout;
  private turn?: NodeJS.Immediate;
  private taken = 0;
  private launchedAt = -Infinity;
  private closed = false;

  constructor(private readonly options: MicroBatcherOptions<Item, Result>) {
    this.maxItems = atLeastOne('maxItems', options.maxItems);
    this.maxInFlight = atLeastOne('maxInFlight', options.maxInFlight ?? 1);
    this.maxWaiting = atLeastOne('maxWaiting', options.maxWaiting ?? 100_000);
    this.windowMs = options.windowMs ?? 0;
    this.paceMs = options.paceMs ?? 0;
  }

  /** Items that are not yet in a flush. */
  get waiting(): number {
    return this.queue.length;
  }

  /** Resolves with the item's own result once its batch is done. */
  add(item: Item): Promise<Result> {
    if (this.closed) return refusal('batcher-closed', 'The service is stopping; please try again.');
    if (this.queue.length >= this.maxWaiting)
      return refusal('batcher-full', 'Too much work is waiting; please try again in a moment.');
    return new Promise((resolve, reject) => {
      this.queue.push({ item, resolve, reject });
      this.schedule(this.windowMs);
    });
  }

  /** Resolves once everything that was added before is done, well or badly. It does not wait for the window. */
  async drain(): Promise<void> {
    const mark = this.taken + this.queue.length;
    while (this.taken < mark) {
      this.launch();
      await Promise.race(this.flights);
    }
    await Promise.all(this.flights);
  }

  /** From now on refuses items; resolves once those it has are done. */
  async close(): Promise<void> {
    this.closed = true;
    await this.drain();
  }

  private schedule(windowMs: number): void {
    if (this.queue.length === 0 || this.flights.size >= this.maxInFlight) return;
    const waitMs = Math.max(windowMs, this.untilPaced());
    if (waitMs < 1 || this.queue.length >= this.maxItems) this.turn ??= setImmediate(() => this.launch());
    else this.timer ??= setTimeout(() => this.launch(), waitMs);
  }

  private untilPaced(): number {
    return this.paceMs === 0 ? 0 : this.launchedAt + this.paceMs - performance.now();
  }

  private launch(): void {
    clearTimeout(this.timer);
    clearImmediate(this.turn);
    this.timer = this.turn = undefined;
    if (this.queue.length === 0 || this.flights.size >= this.maxInFlight) return;
    const batch = this.queue.splice(0, this.maxItems);
    this.taken += batch.length;
    if (this.paceMs > 0) this.launchedAt = performance.now();
    const flight = this.fly(batch).finally(() => {
      this.flights.delete(flight);
      this.schedule(0);
    });
    this.flights.add(flight);
    this.schedule(this.windowMs);
  }

  private async fly(batch: readonly Entry<Item, Result>[]): Promise<void> {
    try {
      const items = batch.map((entry) => entry.item);
      const results = await this.outside(this.options.flush, items);
      if (results.length !== batch.length) throw miscounted(batch.length, results.length);
      batch.forEach((entry, position) => settle(entry, results[position] as Result | Error));
    } catch (reason) {
      for (const entry of batch) entry.reject(reason);
    }
  }
}

function settle<Item, Result>(entry: Entry<Item, Result>, result: Result | Error): void {
  if (result instanceof Error) entry.reject(result);
  else entry.resolve(result);
}

function atLeastOne(name: string, value: number): number {
  if (!(value >= 1)) throw new RangeError(`${name} is ${value}; it must be at least 1.`);
  return value;
}

function refusal(code: string, detail: string): Promise<never> {
  return Promise.reject(new AppError('service-unavailable', code, detail, { retryAfterSeconds: 1 }));
}

function miscounted(items: number, results: number): AppError {
  return new AppError(
    'internal',
    'batch-miscounted',
    `A batch of ${items} came back with ${results} results.`,
  );
}
