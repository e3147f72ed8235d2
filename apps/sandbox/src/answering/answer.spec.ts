import { type Answer, answerOf, answerTo, cutTo, resized, stopAt } from './answer.js';
import { tokenIds } from './tokenizer.js';

const of = (text: string): Answer => answerOf(tokenIds(text));

describe(answerOf.name, () => {
  it('streams one to four tokens a chunk', () => {
    const sizes = of(
      'The breaker opens when five requests in a row have failed, and closes again later.',
    ).chunks.map((c) => c.ids.length);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(4);
    expect(sizes.length).toBeGreaterThan(5);
  });

  it('never cuts a character between two chunks', () => {
    const text = '🏳️‍🌈👩‍👩‍👧 ümläut 𠮷野家 🤷🏽‍♀️ done';
    const answer = of(text);
    expect(answer.chunks.map((chunk) => chunk.text).join('')).toBe(text);
    expect(answer.chunks.some((chunk) => chunk.text.includes('\uFFFD'))).toBe(false);
  });

  it('does not write the half of a character that the end leaves', () => {
    const ids = tokenIds('ok 𠮷');
    const answer = answerOf(ids.slice(0, -1));
    expect(answer.text).not.toContain('\uFFFD');
    expect(answer.tokens).toBe(ids.length - 1);
  });
});

describe(cutTo.name, () => {
  it('keeps so many tokens', () => {
    expect(cutTo(of('one two three four five'), 2)).toMatchObject({ text: 'one two', tokens: 2 });
  });

  it('leaves a shorter answer as it is', () => {
    const answer = of('one two');
    expect(cutTo(answer, 99)).toBe(answer);
  });
});

describe(stopAt.name, () => {
  it('cuts before the first stop of all', () => {
    const { answer, stop } = stopAt(of('one two three'), ['three', ' two', '']);
    expect(answer.text).toBe('one');
    expect(stop).toBe(' two');
  });

  it('says when none came', () => {
    expect(stopAt(of('one'), ['x'])).toMatchObject({ stop: null });
  });
});

describe(resized.name, () => {
  it.each([0, 3, 500])('has exactly %i tokens', (tokens) => {
    const answer = resized(of('one two three four five'), tokens);
    expect(answer.tokens).toBe(tokens);
    expect(answer.chunks.reduce((sum, chunk) => sum + chunk.ids.length, 0)).toBe(tokens);
  });
});

describe(answerTo.name, () => {
  const source = {
    id: 1,
    title: 'Breakers',
    url: 'https://x.test',
    content: 'A breaker opens after five failures in a row.',
  };

  it('answers the same question from the same sources the same way', () => {
    const prompt = { question: 'When does a breaker open?', sources: [source] };
    expect(answerTo({ ...prompt })).toBe(answerTo(prompt));
  });

  it('answers a prompt that is too large to keep', () => {
    const prompt = {
      question: 'When does a breaker open?',
      sources: [{ ...source, content: `${source.content} ${'x '.repeat(110_000)}` }],
    };
    expect(answerTo(prompt)).not.toBe(answerTo(prompt));
  });
});
