import { AsyncLocalStorage } from 'node:async_hooks';
import * as fc from 'fast-check';
import { AppError } from '../errors/app-error.js';
import { MicroBatcher, type MicroBatcherOptions } from './micro-batcher.js';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const step = fc.record({ adds: fc.nat(5), turns: fc.nat(2) });
const load = fc.record({
  steps: fc.array(step, { minLength: 1, maxLength: 12 }),
  maxItems: fc.integer({ min: 1, max: 4 }),
  maxInFlight: fc.integer({ min: 1, max: 3 }),
  delays: fc.array(fc.nat(3), { minLength: 1 }),
  failEvery: fc.integer({ min: 2, max: 7 }),
});
type Load = typeof load extends fc.Arbitrary<infer Value> ? Value : never;

/** A flush that answers when the test says so. */
class HeldFlush {
  readonly batches: number[][] = [];
  private readonly releases: (() => void)[] = [];

  readonly flush = async (items: readonly number[]): Promise<readonly number[]> => {
    this.batches.push([...items]);
    await new Promise<void>((resolve) => this.releases.push(resolve));
    return items.map((item) => item * 10);
  };

  release(): void {
    this.releases.shift()?.();
  }
}

function held(options: Partial<MicroBatcherOptions<number, number>> = {}) {
  const upstream = new HeldFlush();
  return { upstream, batcher: new MicroBatcher({ flush: upstream.flush, maxItems: 100, ...options }) };
}

describe(MicroBatcher.name, () => {
  it('sends a lone item on the next turn and gives it its own result', async () => {
    const { upstream, batcher } = held();
    const result = batcher.add(1);
    expect(upstream.batches).toEqual([]);
    await turn();
    expect(upstream.batches).toEqual([[1]]);
    upstream.release();
    await expect(result).resolves.toBe(10);
  });

  it('puts what comes in one turn into one batch, in order', async () => {
    const { upstream, batcher } = held();
    const results = Promise.all([1, 2, 3].map((item) => batcher.add(item)));
    await turn();
    upstream.release();
    await expect(results).resolves.toEqual([10, 20, 30]);
    expect(upstream.batches).toEqual([[1, 2, 3]]);
  });

  it('keeps its pace under load and makes nobody wait after a pause', async () => {
    const starts: number[] = [];
    const flush = (items: readonly number[]) => {
      starts.push(performance.now());
      return Promise.resolve(items);
    };
    const batcher = new MicroBatcher<number, number>({ flush, maxItems: 100, paceMs: 40 });
    await batcher.add(1);
    await batcher.add(2);
    expect(starts[1]! - starts[0]!).toBeGreaterThanOrEqual(38);
    await new Promise((wake) => setTimeout(wake, 60));
    const third = batcher.add(3);
    await turn();
    expect(starts).toHaveLength(3);
    await third;
  });

  it('lets the batch grow while a flush is in flight', async () => {
    const { upstream, batcher } = held();
    const results = [batcher.add(1)];
    await turn();
    results.push(batcher.add(2));
    await turn();
    results.push(batcher.add(3));
    await turn();
    expect(upstream.batches).toEqual([[1]]);
    expect(batcher.waiting).toBe(2);
    upstream.release();
    await turn();
    await turn();
    expect(upstream.batches).toEqual([[1], [2, 3]]);
    upstream.release();
    await expect(Promise.all(results)).resolves.toEqual([10, 20, 30]);
  });

  it('keeps to the limits of a batch and of flights', async () => {
    const { upstream, batcher } = held({ maxItems: 2, maxInFlight: 2 });
    const results = Promise.all([1, 2, 3, 4, 5].map((item) => batcher.add(item)));
    await turn();
    await turn();
    expect(upstream.batches).toEqual([
      [1, 2],
      [3, 4],
    ]);
    upstream.release();
    await turn();
    await turn();
    expect(upstream.batches[2]).toEqual([5]);
    upstream.release();
    upstream.release();
    await expect(results).resolves.toEqual([10, 20, 30, 40, 50]);
  });

  it('waits the window for company, and not when the batch is full', async () => {
    const { upstream, batcher } = held({ windowMs: 60_000, maxItems: 2 });
    const results = [batcher.add(1)];
    await turn();
    expect(upstream.batches).toEqual([]);
    results.push(batcher.add(2));
    await turn();
    expect(upstream.batches).toEqual([[1, 2]]);
    upstream.release();
    await expect(Promise.all(results)).resolves.toEqual([10, 20]);
  });

  it('sends what has come when the window has passed', async () => {
    const batcher = new MicroBatcher({
      flush: async (items: readonly number[]) => items,
      maxItems: 9,
      windowMs: 2,
    });
    await expect(batcher.add(7)).resolves.toBe(7);
  });

  it('rejects every item of a flush that throws and goes on with the next', async () => {
    const broken = new Error('connection lost');
    const flush = jest.fn<Promise<readonly number[]>, [readonly number[]]>();
    flush.mockRejectedValueOnce(broken).mockResolvedValueOnce([3]);
    const batcher = new MicroBatcher({ flush, maxItems: 2 });
    const outcomes = await Promise.allSettled([1, 2, 3].map((item) => batcher.add(item)));
    expect(outcomes).toEqual([
      { status: 'rejected', reason: broken },
      { status: 'rejected', reason: broken },
      { status: 'fulfilled', value: 3 },
    ]);
  });

  it('rejects a single item whose result is an Error', async () => {
    const batcher = new MicroBatcher<string, string>({
      flush: async (items) => items.map((item) => (item === 'bad' ? new Error('duplicate') : item)),
      maxItems: 10,
    });
    const outcomes = await Promise.allSettled(['good', 'bad'].map((item) => batcher.add(item)));
    expect(outcomes.map((outcome) => outcome.status)).toEqual(['fulfilled', 'rejected']);
  });

  it('rejects the batch when the results do not match the items', async () => {
    const batcher = new MicroBatcher<number, number>({ flush: async () => [], maxItems: 10 });
    await expect(batcher.add(1)).rejects.toMatchObject({ kind: 'internal', code: 'batch-miscounted' });
  });

  it('refuses an item too many instead of growing without end', async () => {
    const { upstream, batcher } = held({ maxWaiting: 1 });
    const first = batcher.add(1);
    await expect(batcher.add(2)).rejects.toMatchObject({ kind: 'service-unavailable', code: 'batcher-full' });
    await turn();
    upstream.release();
    await expect(first).resolves.toBe(10);
  });

  it('drains what was added before, without waiting for the window', async () => {
    const done: number[] = [];
    const batcher = new MicroBatcher({
      flush: async (items: readonly number[]) => {
        await turn();
        done.push(...items);
        return items;
      },
      maxItems: 2,
      windowMs: 60_000,
    });
    const results = Promise.all([1, 2, 3].map((item) => batcher.add(item)));
    await batcher.drain();
    expect(done).toEqual([1, 2, 3]);
    await results;
    await expect(batcher.drain()).resolves.toBeUndefined();
  });

  it('finishes its items when closed and refuses new ones', async () => {
    const { upstream, batcher } = held();
    const result = batcher.add(1);
    const closing = batcher.close();
    await expect(batcher.add(2)).rejects.toBeInstanceOf(AppError);
    await turn();
    upstream.release();
    await closing;
    await expect(result).resolves.toBe(10);
  });

  it('must not run a flush in the async context of one of its items', async () => {
    const request = new AsyncLocalStorage<string>();
    const batcher = new MicroBatcher<number, string | undefined>({
      flush: async (items) => items.map(() => request.getStore()),
      maxItems: 10,
    });
    await expect(request.run('someone', () => batcher.add(1))).resolves.toBeUndefined();
  });

  it('refuses limits that would let nothing through', () => {
    expect(() => held({ maxItems: 0 })).toThrow('maxItems is 0; it must be at least 1.');
    expect(() => held({ maxInFlight: Number.NaN })).toThrow(RangeError);
  });

  it('does every item exactly once, in order, within its limits, whatever comes', async () => {
    const check = async ({ steps, maxItems, maxInFlight, delays, failEvery }: Load) => {
      const seen: number[] = [];
      let flying = 0;
      let flights = 0;
      const batcher = new MicroBatcher<number, number>({
        maxItems,
        maxInFlight,
        flush: async (items) => {
          seen.push(...items);
          flying += 1;
          expect(items.length).toBeGreaterThan(0);
          expect(items.length).toBeLessThanOrEqual(maxItems);
          expect(flying).toBeLessThanOrEqual(maxInFlight);
          for (let wait = delays[flights++ % delays.length] ?? 0; wait > 0; wait--) await turn();
          flying -= 1;
          return items.map((item) => (item % failEvery === 0 ? new Error('no') : -item));
        },
      });
      const promises: Promise<number>[] = [];
      for (const { adds, turns } of steps) {
        for (let count = 0; count < adds; count++) {
          const added = batcher.add(promises.length);
          // It may fail in a turn before all are looked at.
          added.catch(() => undefined);
          promises.push(added);
        }
        for (let count = 0; count < turns; count++) await turn();
      }
      const settled = Promise.allSettled(promises);
      await batcher.close();
      expect(seen).toEqual(promises.map((_, item) => item));
      expect(batcher.waiting).toBe(0);
      (await settled).forEach((outcome, item) =>
        expect(outcome).toMatchObject(
          item % failEvery === 0 ? { status: 'rejected' } : { status: 'fulfilled', value: -item },
        ),
      );
    };
    await fc.assert(fc.asyncProperty(load, check), { numRuns: 200 });
  });
});
