import * as fc from 'fast-check';
import type { ModelRequest } from '@app/providers';
import { O200kEstimate } from './token-estimate.js';

const estimate = new O200kEstimate();
const request = (content: string, system?: string): ModelRequest => ({
  system,
  messages: [{ role: 'user', content }],
  maxTokens: 10,
  deltas: true,
});

describe(O200kEstimate.name, () => {
  it('must not bound a prompt below its count, whatever it is made of', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: 'binary', maxLength: 60 }),
        fc.string({ maxLength: 60 }),
        async (text, system) => {
          const asked = request(text, system);
          expect(estimate.inputBound(asked)).toBeGreaterThanOrEqual(
            await estimate.inputCount('openai', asked),
          );
        },
      ),
    );
  });

  it('counts special tokens in a text as text', async () => {
    await expect(estimate.outputCount(['<|endoftext|>'])).resolves.toBeGreaterThan(1);
  });

  it('counts deltas as they were cut, not as one text that reads shorter', async () => {
    await expect(estimate.outputCount(['wal', 'let'])).resolves.toBe(2);
    await expect(estimate.outputCount(['wallet'])).resolves.toBe(1);
  });

  it('frames messages as OpenAI does and not for Anthropic', async () => {
    expect(await estimate.inputCount('openai', request('hello'))).toBe(1 + 4 + 3);
    expect(await estimate.inputCount('anthropic', request('hello', 'hello'))).toBe(2);
  });
});
