import { FakeTime, settled } from './fake-time.js';
import { CANCEL_GRACE_MS, withTimeouts, type StreamEnd, type StreamTimeouts } from './stream-timeouts.js';

const LIMITS = { firstItemMs: 20, silenceMs: 30, totalMs: 120 };

/** A source whose items arrive when the test says so. */
class Source implements AsyncIterableIterator<string> {
  signal: AbortSignal | undefined;
  returned = 0;
  private pending: { resolve: (r: IteratorResult<string>) => void; reject: (e: unknown) => void } | undefined;

  /** `deaf`: does not react to its signal. */
  constructor(private readonly deaf = false) {}

  open = (signal: AbortSignal): this => {
    this.signal = signal;
    signal.addEventListener('abort', () => {
      if (!this.deaf) this.fail(new Error('the source noticed'));
    });
    return this;
  };

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<string>> {
    return new Promise((resolve, reject) => {
      this.pending = { resolve, reject };
    });
  }

  return(): Promise<IteratorResult<string>> {
    this.returned += 1;
    return Promise.resolve({ done: true, value: undefined });
  }

  async say(value: string): Promise<void> {
    this.pending?.resolve({ done: false, value });
    await settled();
  }

  async finish(): Promise<void> {
    this.pending?.resolve({ done: true, value: undefined });
    await settled();
  }

  fail(error: unknown): void {
    this.pending?.reject(error);
  }
}

function setUp(source: Source, more: Partial<StreamTimeouts<string>> = {}) {
  const time = new FakeTime();
  const ends: StreamEnd[] = [];
  const items: string[] = [];
  const stream = withTimeouts(source.open, {
    limits: LIMITS,
    clock: time,
    timers: time,
    expired: (which) => new Error(`expired: ${which}`),
    onItem: (item) => items.push(item),
    onEnd: (end) => ends.push(end),
    ...more,
  });
  return { time, stream, ends, items };
}

/** Reads in the background, so that time can be moved meanwhile. */
function read(stream: AsyncIterator<string>): Promise<unknown> {
  return stream.next().then(
    (result) => (result.done ? 'done' : result.value),
    (error: unknown) => (error instanceof Error ? error.message : error),
  );
}

describe(withTimeouts.name, () => {
  it('passes items on, tells of them and of the end, and leaves no timer behind', async () => {
    const source = new Source();
    const { time, stream, ends, items } = setUp(source);
    const seen = read(stream);
    await source.say('a');
    expect(await seen).toBe('a');
    const end = read(stream);
    await source.finish();
    expect(await end).toBe('done');
    expect(await read(stream)).toBe('done');
    expect(items).toEqual(['a']);
    expect(ends).toEqual([{ kind: 'finished' }]);
    expect(time.waiting).toBe(0);
  });

  it('can be read with for await', async () => {
    async function* letters() {
      yield 'a';
      yield 'b';
    }
    const time = new FakeTime();
    const seen: string[] = [];
    for await (const item of withTimeouts(letters, {
      limits: LIMITS,
      clock: time,
      timers: time,
      expired: () => new Error('never'),
    })) {
      seen.push(item);
    }
    expect(seen).toEqual(['a', 'b']);
  });

  it('sends nothing before the first read', () => {
    const source = new Source();
    setUp(source);
    expect(source.signal).toBeUndefined();
  });

  it('throws when the first item is late, and the source hears why', async () => {
    const source = new Source();
    const { time, stream, ends } = setUp(source);
    const seen = read(stream);
    await time.advance(20);
    expect(await seen).toBe('expired: first-item');
    expect(source.signal?.reason).toEqual(new Error('expired: first-item'));
    expect(ends).toEqual([{ kind: 'failed', error: new Error('expired: first-item') }]);
    expect(await read(stream)).toBe('done');
    expect(time.waiting).toBe(0);
  });

  it('an item that does not count does not end the wait for the first', async () => {
    const source = new Source();
    const { time, stream } = setUp(source, { counts: (item) => item !== 'hello' });
    const hello = read(stream);
    await source.say('hello');
    expect(await hello).toBe('hello');
    const seen = read(stream);
    await time.advance(20);
    expect(await seen).toBe('expired: first-item');
  });

  it('throws when the source falls silent', async () => {
    const source = new Source();
    const { time, stream } = setUp(source);
    for (const item of ['a', 'b']) {
      const seen = read(stream);
      await time.advance(15);
      await source.say(item);
      expect(await seen).toBe(item);
    }
    const seen = read(stream);
    await time.advance(29);
    expect(time.waiting).toBe(1);
    await time.advance(1);
    expect(await seen).toBe('expired: silence');
  });

  it('throws when the whole takes too long, however lively', async () => {
    const source = new Source();
    const { time, stream } = setUp(source);
    let seen = read(stream);
    for (let item = 0; item < 11; item += 1) {
      await time.advance(10);
      await source.say('x');
      expect(await seen).toBe('x');
      seen = read(stream);
    }
    await time.advance(10);
    expect(await seen).toBe('expired: total');
  });

  it('makes a timer now and then, not one an item', async () => {
    const source = new Source();
    const { time, stream } = setUp(source, { limits: { ...LIMITS, totalMs: Infinity } });
    for (let item = 0; item < 100; item += 1) {
      const seen = read(stream);
      await time.advance(1);
      await source.say('x');
      expect(await seen).toBe('x');
    }
    expect(time.started).toBeLessThanOrEqual(6);
  });

  it('does not take a slow reader for a silent source', async () => {
    const source = new Source();
    const { time, stream } = setUp(source);
    const first = read(stream);
    await source.say('a');
    expect(await first).toBe('a');
    await time.advance(100);
    const seen = read(stream);
    await time.advance(10);
    await source.say('b');
    expect(await seen).toBe('b');
  });

  it('has no timer when nothing is limited', async () => {
    const source = new Source();
    const unlimited = { firstItemMs: Infinity, silenceMs: Infinity, totalMs: Infinity };
    const { time, stream } = setUp(source, { limits: unlimited });
    const seen = read(stream);
    await source.say('a');
    expect(await seen).toBe('a');
    expect(time.started).toBe(0);
  });

  it("throws the source's own error", async () => {
    const source = new Source();
    const { stream, ends } = setUp(source);
    const seen = read(stream);
    await settled();
    source.fail(new Error('broken'));
    expect(await seen).toBe('broken');
    expect(ends).toEqual([{ kind: 'failed', error: new Error('broken') }]);
    expect(await read(stream)).toBe('done');
  });

  it('throws what opening the source throws', async () => {
    const time = new FakeTime();
    const onEnd = jest.fn();
    const open = (): AsyncIterable<string> => {
      throw new Error('no such source');
    };
    const expired = () => new Error('never');
    const stream = withTimeouts(open, { limits: LIMITS, clock: time, timers: time, expired, onEnd });
    expect(await read(stream)).toBe('no such source');
    expect(onEnd).toHaveBeenCalledTimes(1);
    expect(time.waiting).toBe(0);
  });

  it("throws the caller's reason and cancels the source when the caller goes away", async () => {
    const source = new Source();
    const caller = new AbortController();
    const { time, stream } = setUp(source, { signal: caller.signal });
    const seen = read(stream);
    caller.abort(new Error('the caller left'));
    expect(await seen).toBe('the caller left');
    expect(source.signal?.aborted).toBe(true);
    expect(time.waiting).toBe(0);
  });

  it('opens nothing for a caller that has gone already', async () => {
    const source = new Source();
    const { stream, ends } = setUp(source, { signal: AbortSignal.abort(new Error('gone')) });
    expect(await read(stream)).toBe('gone');
    expect(source.signal).toBeUndefined();
    expect(ends).toHaveLength(1);
  });

  it('waits for a source that cleans up, but not for ever', async () => {
    const source = new Source(true);
    const { time, stream } = setUp(source);
    const seen = jest.fn();
    const reading = read(stream).then(seen);
    await time.advance(20 + CANCEL_GRACE_MS - 1);
    expect(seen).not.toHaveBeenCalled();
    await time.advance(1);
    await reading;
    expect(seen).toHaveBeenCalledWith('expired: first-item');
    expect(source.returned).toBe(1);
    source.fail(new Error('much later'));
    await settled();
    expect(await read(stream)).toBe('done');
  });

  it('closes a source that speaks after it was cancelled, and shows nothing of it', async () => {
    const source = new Source(true);
    const { time, stream, items } = setUp(source);
    const seen = read(stream);
    await time.advance(20);
    await source.say('too late');
    expect(await seen).toBe('expired: first-item');
    expect(items).toEqual([]);
    expect(source.returned).toBe(1);
  });

  it('ends when its time is over though nobody reads any more, and tells the next read', async () => {
    const source = new Source();
    const { time, stream, ends } = setUp(source);
    const seen = read(stream);
    await source.say('a');
    await seen;
    await time.advance(120);
    expect(ends).toEqual([{ kind: 'failed', error: new Error('expired: total') }]);
    expect(source.returned).toBe(1);
    expect(await read(stream)).toBe('expired: total');
    expect(await read(stream)).toBe('done');
  });

  it('closes the source when the reader leaves', async () => {
    const source = new Source();
    const { time, stream, ends } = setUp(source);
    const seen = read(stream);
    await source.say('a');
    await seen;
    await stream.return?.();
    expect(source.returned).toBe(1);
    expect(ends).toEqual([{ kind: 'left' }]);
    expect(time.waiting).toBe(0);
    await stream.return?.();
    expect(source.returned).toBe(1);
  });

  it.each([
    ['hears it', false],
    ['is deaf', true],
  ])(
    'closes the source when the reader leaves in the middle of a read, and the source %s',
    async (_, deaf) => {
      const source = new Source(deaf);
      const { stream, ends } = setUp(source);
      const seen = read(stream);
      await stream.return?.();
      await source.say('nobody hears this');
      expect(await seen).toBe('done');
      expect(source.signal?.aborted).toBe(true);
      expect(ends).toEqual([{ kind: 'left' }]);
    },
  );

  it('does not wait for ever for a source that cannot close', async () => {
    const source = new Source();
    source.return = () => new Promise(() => {});
    const { time, stream } = setUp(source);
    const seen = read(stream);
    await source.say('a');
    await seen;
    const left = jest.fn();
    const leaving = Promise.resolve(stream.return?.()).then(left);
    await time.advance(CANCEL_GRACE_MS - 1);
    expect(left).not.toHaveBeenCalled();
    await time.advance(1);
    await leaving;
    expect(left).toHaveBeenCalled();
  });

  it('has nothing to close before the first read', async () => {
    const source = new Source();
    const { stream, ends } = setUp(source);
    expect(await stream.return?.()).toEqual({ done: true, value: undefined });
    expect(ends).toEqual([{ kind: 'left' }]);
    expect(await read(stream)).toBe('done');
  });
});
