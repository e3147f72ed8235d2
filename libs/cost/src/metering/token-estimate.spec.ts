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

/** What is linear blocks for 5 ms at most; a busy machine may take its time, and what is quadratic takes seconds. */
const MOMENT_MS = 500;

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

  it.each(['日', '😀', 'ab'])(
    'must not hold up the event loop for long, whatever it counts: 256 KiB of %j',
    async (unit) => {
      await estimate.outputCount(['warm']);
      const hostile = unit.repeat((256 * 1_024) / unit.length);
      const counted = await longestBlock(async () => {
        // Two at once share the turns; a history counts as an answer does.
        await Promise.all([estimate.outputCount([hostile]), estimate.inputCount('openai', request(hostile))]);
      });
      expect(counted).toBeLessThan(MOMENT_MS);
    },
  );

  it('must not hold up the event loop for long with a megabyte of rare characters', async () => {
    const rare = Array.from({ length: 1 << 20 }, (_, index) =>
      String.fromCharCode(0x4e00 + ((index * 7_919) % 20_000)),
    ).join('');
    await expect(longestBlock(() => estimate.outputCount([rare]))).resolves.toBeLessThan(MOMENT_MS);
  }, 60_000);
});

/**
 * The longest that the event loop was not heard of while `work` was under way, in ms. Of wall time and CPU time the
 * smaller: a busy machine adds to the one, the collector's threads to the other.
 */
async function longestBlock(work: () => Promise<unknown>): Promise<number> {
  let longest = 0;
  let done = false;
  let wall = performance.now();
  let cpu = process.cpuUsage();
  const beat = (): void => {
    const { user, system } = process.cpuUsage(cpu);
    longest = Math.max(longest, Math.min(performance.now() - wall, (user + system) / 1_000));
    wall = performance.now();
    cpu = process.cpuUsage();
    if (!done) setImmediate(beat);
  };
  setImmediate(beat);
  await work();
  done = true;
  return longest;
}
