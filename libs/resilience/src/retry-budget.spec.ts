import { FakeTime } from './fake-time.js';
import { RetryBudget } from './retry-budget.js';

describe(RetryBudget.name, () => {
  it('starts with a second of retries, drips three a second and saves ten', async () => {
    const time = new FakeTime();
    const budget = new RetryBudget(time);
    expect(budget.available).toBe(3);
    await time.advance(500);
    expect(budget.available).toBe(4.5);
    await time.advance(60_000);
    expect(budget.available).toBe(10);
  });

  it('gets a retry from ten calls', () => {
    const budget = new RetryBudget(new FakeTime(), { perCall: 0.1, perSecond: 0, capacity: 10 });
    for (let call = 0; call < 9; call += 1) budget.recordCall();
    expect(budget.tryRetry()).toBe(false);
    budget.recordCall();
    expect(budget.tryRetry()).toBe(true);
    expect(budget.tryRetry()).toBe(false);
  });
});
