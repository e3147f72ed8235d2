import { getEventListeners } from 'node:events';
import { FakeClock } from './fake-clock.js';
import { SystemClock } from './system-clock.js';

describe(SystemClock.name, () => {
  const clock = new SystemClock();

  it('tells the time of the machine, and one that only grows', () => {
    expect(Math.abs(clock.now() - Date.now())).toBeLessThan(1_000);
    const before = clock.monotonic();
    expect(clock.monotonic()).toBeGreaterThanOrEqual(before);
  });

  it('sleeps', async () => {
    const before = clock.monotonic();
    await clock.sleep(5);
    expect(clock.monotonic() - before).toBeGreaterThanOrEqual(4);
  });

  it('stops sleeping for the reason of the signal', async () => {
    const reason = new Error('enough');
    await expect(clock.sleep(60_000, AbortSignal.abort(reason))).rejects.toBe(reason);
    const stopping = new AbortController();
    const asleep = clock.sleep(60_000, stopping.signal);
    stopping.abort(reason);
    await expect(asleep).rejects.toBe(reason);
  });

  it('leaves nothing at a signal that many sleep by', async () => {
    const { signal } = new AbortController();
    await clock.sleep(1, signal);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });
});

describe(FakeClock.name, () => {
  it('stands still until it is moved', async () => {
    const clock = new FakeClock(1_000);
    expect([clock.now(), clock.monotonic()]).toEqual([1_000, 0]);
    await clock.advance(5);
    expect([clock.now(), clock.monotonic()]).toEqual([1_005, 5]);
  });

  it('wakes sleepers in order, those included that fall asleep on the way', async () => {
    const clock = new FakeClock();
    const woken: [string, number][] = [];
    const sleep = (name: string, ms: number) =>
      clock.sleep(ms).then(() => woken.push([name, clock.monotonic()]));
    void sleep('late', 30);
    void sleep('early', 10).then(() => sleep('again', 5));
    await clock.advance(20);
    expect(woken).toEqual([
      ['early', 10],
      ['again', 15],
    ]);
    await clock.advance(20);
    expect(woken).toHaveLength(3);
  });

  it('wakes for an abort, with its reason', async () => {
    const clock = new FakeClock();
    const controller = new AbortController();
    const sleeping = clock.sleep(10, controller.signal);
    controller.abort('enough');
    await expect(sleeping).rejects.toBe('enough');
    await expect(clock.sleep(1, controller.signal)).rejects.toBe('enough');
    await clock.advance(10);
  });
});
