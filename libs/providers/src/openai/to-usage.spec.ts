import { inputTokens, NO_USAGE, type Usage } from '../usage.js';
import { toUsage } from './to-usage.js';

/** None of them is a count, though JavaScript reckons with most. */
const NO_COUNTS = [1.5, -1, 1e30, '12', Number.NaN, {}, true];

const read = (usage: Parameters<typeof toUsage>[0]): Usage => toUsage(usage) ?? NO_USAGE;

describe(toUsage.name, () => {
  it('takes cached and written tokens out of the prompt, so that the meters add up to it', () => {
    const usage = read({
      prompt_tokens: 100,
      completion_tokens: 20,
      total_tokens: 120,
      prompt_tokens_details: { cached_tokens: 60, cache_write_tokens: 10 },
      completion_tokens_details: { reasoning_tokens: 5 },
    });
    expect(usage).toMatchObject({
      inputUncached: 30,
      inputCacheRead: 60,
      inputCacheWrite5m: 10,
      output: 20,
      reasoning: 5,
    });
    expect(inputTokens(usage)).toBe(100);
  });

  it('reads the short form of compatible servers', () => {
    expect(toUsage({ prompt_tokens: 7, completion_tokens: 3, total_tokens: 10 })).toMatchObject({
      inputUncached: 7,
      inputCacheRead: 0,
      output: 3,
    });
  });

  it('must not go below zero where a server counts strangely', () => {
    const usage = read({
      prompt_tokens: 5,
      completion_tokens: 0,
      total_tokens: 5,
      prompt_tokens_details: { cached_tokens: 9 },
    });
    expect(usage.inputUncached).toBe(0);
  });

  it.each(NO_COUNTS)('must not hand on %j as a quantity to be billed', (count) => {
    const usage = { prompt_tokens: 7, completion_tokens: 3, total_tokens: 10 };
    expect(toUsage({ ...usage, prompt_tokens: count as number })).toBeNull();
    expect(toUsage({ ...usage, completion_tokens: count as number })).toBeNull();
    expect(toUsage({ ...usage, prompt_tokens_details: { cached_tokens: count as number } })).toBeNull();
  });

  it.each([{}, 5, 'much', [], { prompt_tokens: 7 }, { completion_tokens: 3 }])(
    'must not take a report without its two counts as a call that was free: %j',
    (usage) => {
      expect(toUsage(usage as never)).toBeNull();
    },
  );
});
