import type { ModelRequest } from '../chat-model.js';
import { isOwnAddress, toRequest } from './to-request.js';

const REQUEST: ModelRequest = {
  messages: [{ role: 'user', content: 'hello' }],
  maxTokens: 50,
  temperature: 0.5,
  deltas: false,
};

describe(isOwnAddress.name, () => {
  it.each([
    [null, true],
    ['https://api.openai.com/v1', true],
    ['https://eu.api.openai.com/v1', true],
    ['https://house.openai.azure.com/openai/v1', true],
    ['http://127.0.0.1:11434/v1', false],
    ['https://evilopenai.com/v1', false],
  ])('takes %s as its own: %s', (url, own) => {
    expect(isOwnAddress(url)).toBe(own);
  });
});

describe(toRequest.name, () => {
  it("limits tokens by OpenAI's newer name at its own address", () => {
    expect(toRequest(REQUEST, { model: 'gpt-4o', own: true })).toEqual({
      model: 'gpt-4o',
      messages: [{ role: 'user', content: 'hello' }],
      max_completion_tokens: 50,
      temperature: 0.5,
    });
  });

  it('limits tokens by the older name elsewhere, which every compatible server knows', () => {
    const sent = toRequest(REQUEST, { model: 'llama3.2:3b', own: false });
    expect(sent).toMatchObject({ max_tokens: 50, temperature: 0.5 });
    expect(sent).not.toHaveProperty('max_completion_tokens');
  });

  it.each(['o1', 'o3-mini', 'o4-mini', 'gpt-5', 'gpt-5.1-mini', 'openai/o3', 'openai/gpt-5-nano'])(
    'sends neither temperature nor max_tokens to %s, wherever it runs',
    (model) => {
      const sent = toRequest(REQUEST, { model, own: false });
      expect(sent).not.toHaveProperty('temperature');
      expect(sent).not.toHaveProperty('max_tokens');
      expect(sent).toMatchObject({ max_completion_tokens: 50 });
    },
  );

  it('sends no temperature that nobody asked for', () => {
    expect(
      toRequest({ ...REQUEST, temperature: undefined }, { model: 'gpt-4o', own: true }),
    ).not.toHaveProperty('temperature');
  });
});
