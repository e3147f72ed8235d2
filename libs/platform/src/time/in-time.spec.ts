import { FakeClock } from './fake-clock.js';
import { inTime } from './in-time.js';

const late = () => new Error('late');

describe(inTime.name, () => {
  it('gives what comes in time, errors too', async () => {
    const clock = new FakeClock();
    expect(await inTime(Promise.resolve(1), clock, 10, late)).toBe(1);
    await expect(inTime(Promise.reject(new Error('broken')), clock, 10, late)).rejects.toThrow('broken');
  });

  it('gives up after the time, and does not mind what comes later', async () => {
    const clock = new FakeClock();
    let fail: (error: Error) => void = () => undefined;
    const work = new Promise<never>((_, reject) => (fail = reject));
    const waited = inTime(work, clock, 10, late).catch(String);
    await clock.advance(10);
    expect(await waited).toBe('Error: late');
    fail(new Error('unheard'));
    await new Promise((resolve) => setImmediate(resolve));
  });
});
