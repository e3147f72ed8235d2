import { FakeClock } from '@app/platform/testing';
import { AttemptTally } from './attempt-tally.js';

async function tallyOf(gapsMs: readonly number[], silentMs: number): Promise<AttemptTally> {
  const clock = new FakeClock();
  const tally = new AttemptTally(clock);
  for (const gapMs of gapsMs) {
    await clock.advance(gapMs);
    tally.see({ type: 'text-delta', delta: 'word ' });
  }
  await clock.advance(silentMs);
  return tally;
}

describe(AttemptTally.name, () => {
  it('takes a vendor to have gone on at its pace', async () => {
    expect((await tallyOf([10, 50, 50], 25)).unseenShare).toBe(0.25);
  });

  it('knows no pace before there is one', async () => {
    expect((await tallyOf([], 100)).unseenShare).toBe(0);
    expect((await tallyOf([10], 100)).unseenShare).toBe(0);
  });

  it('must not make two deltas of one packet a pace', async () => {
    expect((await tallyOf([10, 1], 500)).unseenShare).toBe(0);
  });

  it('tells the pace by packets, not by the deltas in them', async () => {
    expect((await tallyOf([10, 0, 0, 50, 0, 0, 0, 50, 0, 0], 25)).unseenShare).toBe(0.25);
  });

  it.each([
    ['after a stream of some pace', Array<number>(60).fill(20), 1_000],
    ['though it had paused before', [...Array<number>(30).fill(20), 900, ...Array<number>(30).fill(20)], 900],
    ['after a slow start', [0, 60], 400],
    ['for longer than anybody waits', [0, 2_000], 1_001],
  ])('must not charge for a vendor that has fallen silent %s', async (_, gapsMs, silentMs) => {
    expect((await tallyOf(gapsMs, silentMs)).unseenShare).toBe(0);
  });

  it('must not double what arrived', async () => {
    expect((await tallyOf([0, 60], 290)).unseenShare).toBe(1);
  });
});
