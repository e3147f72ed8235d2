import { endWithin } from './end-within.js';

describe(endWithin.name, () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  const never = (): Promise<void> => new Promise(() => undefined);

  it('must not wait for ever for what hangs, and says what is left', async () => {
    let left = 3;
    const ending = endWithin(never(), 30_000, () => `${left} are left.`);
    const ended = ending.catch((error: Error) => error.message);
    left = 2;
    await jest.advanceTimersByTimeAsync(30_000);
    expect(await ended).toBe('2 are left.');
  });

  it('ends with the work, well or badly', async () => {
    await endWithin(Promise.resolve(), 30_000, () => 'late');
    await expect(endWithin(Promise.reject(new Error('bad')), 30_000, () => 'late')).rejects.toThrow('bad');
    expect(jest.getTimerCount()).toBe(0);
  });
});
