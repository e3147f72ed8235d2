import { toRequest as toAnthropic } from './anthropic/to-request.js';
import type { ModelRequest } from './chat-model.js';
import { toRequest as toOpenAI } from './openai/to-request.js';
import { takesTemperature } from './takes-temperature.js';

const REQUEST: ModelRequest = { messages: [], maxTokens: 1, temperature: 0.5, deltas: false };

describe(takesTemperature.name, () => {
  it.each(['gpt-4o', 'gpt-4.1-mini', 'o3', 'gpt-5.4', 'llama-3'])(
    'says of %s what its adapter does',
    (model) => {
      const sent = toOpenAI(REQUEST, { model, own: true });
      expect('temperature' in sent).toBe(takesTemperature('openai', model));
    },
  );

  it('says of Claude what its adapter does', () => {
    const sent = toAnthropic(REQUEST, 'claude-haiku-4-5', undefined);
    expect('temperature' in sent).toBe(takesTemperature('anthropic', 'claude-haiku-4-5'));
  });
});
