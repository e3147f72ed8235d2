import { LoopShare } from './loop-share.js';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe(LoopShare.name, () => {
  async function enter(share: LoopShare, name: string, times: number, log: string[]): Promise<void> {
    const pour = {};
    for (let count = 0; count < times; count += 1) {
      await share.enter(pour);
      log.push(name);
    }
  }

  it('lets what is within a turn go on at once', () => {
    const share = new LoopShare(2, 1);
    expect([share.enter({}), share.enter({})]).toEqual([null, null]);
    expect(share.enter({})).toBeInstanceOf(Promise);
  });

  it('lets a pour give several in a row, which leave in one write', () => {
    const share = new LoopShare(3, 3);
    const [one, other] = [{}, {}];
    expect(share.enter(one)).toBeNull();
    expect(share.enter(other)).toBeInstanceOf(Promise);
    expect([share.enter(one), share.enter(one)]).toEqual([null, null]);
    expect(share.enter(one)).toBeInstanceOf(Promise);
  });

  it('must not hold up the event loop, however many come at once, and serves them in turn', async () => {
    const share = new LoopShare(4, 1);
    const log: string[] = [];
    const all = ['a', 'b', 'c', 'd'].map((name) => enter(share, name, 3, log));
    const sizes: number[] = [];
    while (log.length < 12) {
      await turn();
      sizes.push(log.length);
    }
    await Promise.all(all);
    const grown = sizes.slice(1).map((size, index) => size - (sizes[index] as number));
    expect(Math.max(...grown)).toBeLessThanOrEqual(4);
    expect([...new Set(log.slice(-4))].sort()).toEqual(['a', 'b', 'c', 'd']);
  });

  it('takes what a large event was over the share from the next turns', async () => {
    const share = new LoopShare(2, 1);
    expect(share.enter({})).toBeNull();
    share.addBytes(5 * 2_048);
    let entered = false;
    void share.enter({})?.then(() => (entered = true));
    await turn();
    await turn();
    expect(entered).toBe(false);
    await turn();
    await turn();
    expect(entered).toBe(true);
  });
});
