import { inputTokens, NO_USAGE, type Usage } from '../usage.js';
import { mergeUsage, toUsage, type AnthropicUsage } from './to-usage.js';

const read = (usage: AnthropicUsage): Usage => toUsage(usage) ?? NO_USAGE;

describe(toUsage.name, () => {
  it('splits cache writes by how long they live', () => {
    const usage = read({
      input_tokens: 10,
      cache_read_input_tokens: 5,
      cache_creation_input_tokens: 30,
      cache_creation: { ephemeral_5m_input_tokens: 20, ephemeral_1h_input_tokens: 10 },
      output_tokens: 4,
    });
    expect(usage).toMatchObject({
      inputUncached: 10,
      inputCacheRead: 5,
      inputCacheWrite5m: 20,
      inputCacheWrite1h: 10,
    });
    expect(inputTokens(usage)).toBe(45);
  });

  it('takes unsplit writes as the short kind', () => {
    expect(toUsage({ input_tokens: 1, cache_creation_input_tokens: 30 })).toMatchObject({
      inputCacheWrite5m: 30,
      inputCacheWrite1h: 0,
    });
  });

  it('counts the searches that the vendor ran', () => {
    expect(
      toUsage({ input_tokens: 1, server_tool_use: { web_search_requests: 3, web_fetch_requests: 1 } }),
    ).toMatchObject({ searchRequests: 3 });
  });

  it('takes what is not there beside the input as nothing', () => {
    expect(toUsage({ input_tokens: 0, output_tokens: null as never })).toEqual(NO_USAGE);
  });

  it.each([1.5, -1, 1e30, '12', Number.NaN, {}, true])(
    'must not hand on %j as a quantity to be billed',
    (count) => {
      expect(toUsage({ input_tokens: count as number, output_tokens: 3 })).toBeNull();
      expect(toUsage({ input_tokens: 7, output_tokens: count as number })).toBeNull();
      expect(toUsage({ input_tokens: 7, cache_creation_input_tokens: count as number })).toBeNull();
    },
  );

  it('must not take a report without the input as a call that was free', () => {
    expect(toUsage({})).toBeNull();
    expect(toUsage({ output_tokens: 3 })).toBeNull();
  });
});

describe(mergeUsage.name, () => {
  it('keeps what a later report does not know again', () => {
    const merged = mergeUsage(
      { input_tokens: 10, output_tokens: 1 },
      { input_tokens: null, output_tokens: 9 },
    );
    expect(merged).toEqual({ input_tokens: 10, output_tokens: 9 });
  });
});
