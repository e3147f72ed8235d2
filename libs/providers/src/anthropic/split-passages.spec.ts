import { splitPassages } from './split-passages.js';

describe(splitPassages.name, () => {
  it('keeps a snippet whole', () => {
    expect(splitPassages('It opens. It closes again.')).toEqual(['It opens. It closes again.']);
  });

  it('ends a passage with a sentence, and loses nothing', () => {
    const text = 'A breaker opens after five failures in a row. '.repeat(40);
    const passages = splitPassages(text);
    expect(passages.length).toBeGreaterThan(4);
    expect(passages.join('')).toBe(text);
    expect(passages.every((passage) => passage.trim().endsWith('.'))).toBe(true);
  });

  it.each(['一。', 'line\n'])('knows where %j ends', (sentence) => {
    expect(splitPassages(sentence.repeat(400)).length).toBeGreaterThan(1);
  });

  it('must not make a passage of blanks, which the vendor refuses', () => {
    expect(splitPassages(' \n\n ')).toEqual([]);
    const lost = splitPassages(`${'\n'.repeat(2_000)}One.\n${'\n'.repeat(2_000)}`);
    expect(lost.map((passage) => passage.trim())).toEqual(['One.']);
  });

  it('must not spend long on a hostile page', () => {
    const before = performance.now();
    splitPassages('. '.repeat(100_000));
    splitPassages(' '.repeat(200_000));
    expect(performance.now() - before).toBeLessThan(20_000);
  });
});
