import { FakeClock } from '../../time/fake-clock.js';
import type { Postmaster } from './postmaster.js';
import { supervise } from './supervise.js';

/** A server that ends when it is told to, or dies. */
class FakePostmaster implements Postmaster {
  readonly ended: Promise<void>;
  isRunning = true;
  private end: () => void = () => undefined;

  constructor(readonly pid: number) {
    this.ended = new Promise((resolve) => {
      this.end = resolve;
    });
  }

  die(): void {
    this.isRunning = false;
    this.end();
  }

  async stop(): Promise<void> {
    this.die();
    await this.ended;
  }
}

describe(supervise.name, () => {
  const clock = new FakeClock();
  const first = () => new FakePostmaster(1);
  /** Lets a death be heard before time moves. */
  const heard = (): Promise<void> => clock.advance(0);

  it('starts a server that died again, as often as it dies', async () => {
    const started: FakePostmaster[] = [];
    const dying = first();
    const server = supervise(
      dying,
      async () => {
        const next = new FakePostmaster(started.length + 2);
        started.push(next);
        return next;
      },
      clock,
    );
    dying.die();
    await heard();
    await clock.advance(100);
    expect(server.pid).toBe(2);
    started[0]?.die();
    await heard();
    await clock.advance(100);
    expect(server.pid).toBe(3);
    await server.stop();
    expect(started.map(({ isRunning }) => isRunning)).toEqual([false, false]);
  });

  it('tries again, after ever longer pauses, where it does not come up', async () => {
    const begin = clock.monotonic();
    const attempts: number[] = [];
    const dying = first();
    const server = supervise(
      dying,
      async () => {
        attempts.push(clock.monotonic() - begin);
        throw new Error('no memory');
      },
      clock,
    );
    dying.die();
    await heard();
    await clock.advance(17_000);
    expect(attempts).toEqual([100, 300, 700, 1_500, 3_100, 6_300, 11_300, 16_300]);
    await server.stop();
    await clock.advance(60_000);
    expect(attempts).toHaveLength(8);
  });

  it('must not leave a server running that came up while it was told to stop', async () => {
    let comeUp: (next: Postmaster) => void = () => undefined;
    const dying = first();
    const starting = new Promise<Postmaster>((resolve) => {
      comeUp = resolve;
    });
    const server = supervise(dying, () => starting, clock);
    dying.die();
    await heard();
    await clock.advance(100);
    const stopped = server.stop();
    const late = new FakePostmaster(2);
    comeUp(late);
    await stopped;
    expect(late.isRunning).toBe(false);
  });
});
