import { inputTokens, NO_USAGE } from '../usage.js';
import { mergeUsage, toUsage } from './to-usage.js';

describe(toUsage.name, () => {
  it('splits cache writes by how long they live', () => {
    const usage = toUsage({
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
    expect(toUsage({ cache_creation_input_tokens: 30 })).toMatchObject({
      inputCacheWrite5m: 30,
      inputCacheWrite1h: 0,
    });
  });

  it('counts the searches that the vendor ran', () => {
    expect(
      toUsage({ server_tool_use: { web_search_requests: 3, web_fetch_requests: 1 } }).searchRequests,
    ).toBe(3);
  });

  it('takes what is not there as nothing', () => {
    expect(toUsage({})).toEqual(NO_USAGE);
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
