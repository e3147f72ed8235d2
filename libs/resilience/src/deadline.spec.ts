import { Deadline, linkDeadline } from './deadline.js';
import { FakeTime } from './fake-time.js';

const expired = () => new Error('too late');

describe(Deadline.name, () => {
  it('tells what remains, down to nothing', async () => {
    const time = new FakeTime();
    const deadline = new Deadline(time, time.now() + 300);
    expect(deadline.remainingMs).toBe(300);
    await time.advance(400);
    expect(deadline.remainingMs).toBe(0);
    expect(deadline.expired).toBe(true);
  });

  it('never comes when there is none', () => {
    const deadline = new Deadline(new FakeTime());
    expect(deadline.remainingMs).toBe(Infinity);
    expect(deadline.expired).toBe(false);
  });
});

describe(linkDeadline.name, () => {
  it('aborts at the deadline with the error it is given', async () => {
    const time = new FakeTime();
    const { signal } = linkDeadline(new Deadline(time, time.now() + 300), time, expired);
    await time.advance(299);
    expect(signal.aborted).toBe(false);
    await time.advance(1);
    expect(signal.reason).toEqual(new Error('too late'));
  });

  it("aborts with the caller's reason", () => {
    const caller = new AbortController();
    const { signal } = linkDeadline(new Deadline(new FakeTime()), new FakeTime(), expired, caller.signal);
    caller.abort('gone');
    expect(signal.reason).toBe('gone');
  });

  it('is aborted from the start when the caller has gone already', () => {
    const gone = AbortSignal.abort('gone');
    const { signal } = linkDeadline(new Deadline(new FakeTime()), new FakeTime(), expired, gone);
    expect(signal.reason).toBe('gone');
  });

  it('leaves nothing behind once disposed', async () => {
    const time = new FakeTime();
    const caller = new AbortController();
    const linked = linkDeadline(new Deadline(time, time.now() + 300), time, expired, caller.signal);
    linked.dispose();
    expect(time.waiting).toBe(0);
    caller.abort('gone');
    expect(linked.signal.aborted).toBe(false);
  });
});
