import { FakeClock } from '@app/platform/testing';
import { timersOf } from '@app/resilience';
import { BoundedJudge, JUDGED_AT_ONCE, JUDGING_MS, MOST_JUDGED } from './bounded-judge.js';
import { SemanticCheck, type Judgement } from './semantic-check.js';

const OPINION: Judgement = { verdict: 'supported', score: 1 };

/** Keeps its questions open until it is told to answer. */
class SlowJudge extends SemanticCheck {
  readonly asked: string[] = [];
  private readonly open: (() => void)[] = [];

  check(claim: string, quote: string, signal?: AbortSignal): Promise<Judgement | null> {
    this.asked.push(`${claim}|${quote}`);
    return new Promise((resolve, reject) => {
      this.open.push(() => resolve(OPINION));
      signal?.addEventListener('abort', () => reject(signal.reason as Error));
    });
  }

  async answerAll(): Promise<void> {
    for (let waiting = this.open.splice(0); waiting.length > 0; waiting = this.open.splice(0)) {
      for (const answer of waiting) answer();
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}

function bounded(): { judge: BoundedJudge; slow: SlowJudge; clock: FakeClock } {
  const clock = new FakeClock();
  const slow = new SlowJudge();
  return { judge: new BoundedJudge(slow, { clock, timers: timersOf(clock) }), slow, clock };
}

const claims = (count: number): string[] => Array.from({ length: count }, (_, index) => `claim ${index}`);

describe(BoundedJudge.name, () => {
  it('asks once for the same claim and passage', async () => {
    const { judge, slow } = bounded();
    const given = Promise.all([judge.check('c', 'q'), judge.check('c', 'q'), judge.check('c', 'other')]);
    await slow.answerAll();
    await expect(given).resolves.toEqual([OPINION, OPINION, OPINION]);
    await expect(judge.check('c', 'q')).resolves.toEqual(OPINION);
    expect(slow.asked).toEqual(['c|q', 'c|other']);
  });

  it('must not ask about citations without end', async () => {
    const { judge, slow } = bounded();
    const given = Promise.all(claims(1_000).map((claim) => judge.check(claim, 'q')));
    await slow.answerAll();
    expect((await given).filter((opinion) => opinion !== null)).toHaveLength(MOST_JUDGED);
    expect(slow.asked).toEqual(claims(MOST_JUDGED).map((claim) => `${claim}|q`));
  });

  it('asks a few at a time', async () => {
    const { judge, slow } = bounded();
    const given = Promise.all(claims(10).map((claim) => judge.check(claim, 'q')));
    expect(slow.asked).toHaveLength(JUDGED_AT_ONCE);
    await slow.answerAll();
    await given;
    expect(slow.asked).toHaveLength(10);
  });

  it('has no opinion once its time is up, of what waits for its turn neither', async () => {
    const { judge, slow, clock } = bounded();
    const given = Promise.all(claims(10).map((claim) => judge.check(claim, 'q')));
    await clock.advance(JUDGING_MS);
    await expect(given).resolves.toEqual(claims(10).map(() => null));
    await expect(judge.check('another', 'q')).resolves.toBeNull();
    expect(slow.asked).toHaveLength(JUDGED_AT_ONCE);
  });

  it('throws the reason of who stopped it, and asks nothing more', async () => {
    const { judge, slow } = bounded();
    const abort = new AbortController();
    const given = Promise.allSettled(claims(10).map((claim) => judge.check(claim, 'q', abort.signal)));
    abort.abort('gone');
    expect(await given).toEqual(claims(10).map(() => ({ status: 'rejected', reason: 'gone' })));
    expect(slow.asked).toHaveLength(JUDGED_AT_ONCE);
  });
});
