import { backoffMs } from './backoff.js';
import { decideRetry, type RetryQuestion } from './retry.js';

const lucky = () => 0.5;
const question = (more: Partial<RetryQuestion>): RetryQuestion => ({
  attempt: 1,
  remainingMs: Infinity,
  usualMs: 0,
  ...more,
});

describe(backoffMs.name, () => {
  it.each([
    [1, 1_000],
    [2, 2_000],
    [3, 4_000],
    [6, 32_000],
    [7, 60_000],
    [40, 60_000],
  ])('after call %p waits anything up to %p ms', (attempt, longest) => {
    expect(backoffMs(attempt, () => 0)).toBe(0);
    expect(backoffMs(attempt, () => 0.25)).toBe(longest / 4);
    expect(backoffMs(attempt, () => 1)).toBe(longest);
  });
});

describe(decideRetry.name, () => {
  it.each([
    ['waits the jittered backoff', {}, { retry: true, waitMs: 500 }],
    ['waits longer after the second', { attempt: 2 }, { retry: true, waitMs: 1_000 }],
    ['waits what the upstream asks for', { retryAfterMs: 7_000 }, { retry: true, waitMs: 7_000 }],
    ['does not come back sooner than backed off', { retryAfterMs: 10 }, { retry: true, waitMs: 500 }],
    ['waits a minute at the most', { retryAfterMs: 60_000 }, { retry: true, waitMs: 60_000 }],
    [
      'gives up at once on a longer wait',
      { retryAfterMs: 60_001 },
      { retry: false, reason: 'wait-too-long' },
    ],
    ['makes three calls at the most', { attempt: 3 }, { retry: false, reason: 'attempts-spent' }],
    ['does not wait past the deadline', { remainingMs: 500 }, { retry: false, reason: 'no-time' }],
    [
      'leaves time for a usual call',
      { remainingMs: 2_499, usualMs: 2_000 },
      { retry: false, reason: 'no-time' },
    ],
    [
      'tries when a usual call just fits',
      { remainingMs: 2_500, usualMs: 2_000 },
      { retry: true, waitMs: 500 },
    ],
  ])('%s', (_, more, decision) => {
    expect(decideRetry(question(more), lucky)).toEqual(decision);
  });
});
