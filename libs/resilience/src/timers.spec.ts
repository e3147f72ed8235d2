import { FakeTime } from './fake-time.js';
import { nodeTimers, timersOf } from './timers.js';

describe('nodeTimers', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  it('rings once, unless cancelled', () => {
    const ring = jest.fn();
    nodeTimers.start(ring, 20);
    nodeTimers.start(ring, 20).cancel();
    jest.advanceTimersByTime(100);
    expect(ring).toHaveBeenCalledTimes(1);
  });

  it('does not ring at once for a moment years away', () => {
    const ring = jest.fn();
    nodeTimers.start(ring, 2 ** 40);
    jest.advanceTimersByTime(86_400_000);
    expect(ring).not.toHaveBeenCalled();
  });
});

describe(timersOf.name, () => {
  it('rings when the clock has slept, unless cancelled', async () => {
    const time = new FakeTime();
    const timers = timersOf(time);
    const ring = jest.fn();
    timers.start(ring, 20);
    timers.start(ring, 20).cancel();
    await time.advance(19);
    expect(ring).not.toHaveBeenCalled();
    await time.advance(1);
    expect(ring).toHaveBeenCalledTimes(1);
  });
});
