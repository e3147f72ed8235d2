import { PromptCache } from './prompt-cache.js';
import { writeAnswer } from './write-answer.js';

const source = (
  id: number,
  content: string,
  title = '',
): { id: number; title: string; url: string; content: string } => ({
  id,
  title,
  url: '',
  content,
});

describe(writeAnswer.name, () => {
  it('quotes the sentences that fit, best source first, each with its marker', () => {
    const answer = writeAnswer({
      question: 'When does the circuit breaker open?',
      sources: [
        source(1, 'Bananas are yellow fruits that grow in bunches. They are sweet when ripe.'),
        source(
          2,
          'A **circuit breaker** opens after five failures in a row. It lets `three` probes through later.',
        ),
        source(3, 'The breaker state is shown on the health page.'),
      ],
    });
    expect(answer).toBe(
      'Here is what the sources say:\n\nA circuit breaker opens after five failures in a row [2]. The breaker state is shown on the health page [3].',
    );
  });

  it('does not quote what only shares a word with the question', () => {
    const phone = 'In France a 0 stands at the start of the national number.';
    const asked = 'What is the name of the capital city of France?';
    expect(writeAnswer({ question: asked, sources: [source(1, phone)] })).toContain('speaks about it');
    const capital = 'The capital city of France has the name Paris.';
    expect(writeAnswer({ question: asked, sources: [source(1, phone), source(2, capital)] })).toContain(
      'Paris [2]',
    );
  });

  it('does not say the same twice', () => {
    const same = 'A circuit breaker opens after five failures in a row.';
    expect(
      writeAnswer({
        question: 'When does a circuit breaker open?',
        sources: [source(1, same), source(2, same)],
      }),
    ).toContain('[1]');
    expect(
      writeAnswer({
        question: 'When does a circuit breaker open?',
        sources: [source(1, same), source(2, same)],
      }),
    ).not.toContain('[2]');
  });

  it('stops at four sentences and leaves weak ones out', () => {
    const sources = [1, 2, 3, 4, 5, 6].map((id) =>
      source(id, `The breaker opens number${id} alpha${id} beta${id} gamma${id} delta${id}!`),
    );
    expect(writeAnswer({ question: 'When does the breaker open?', sources }).match(/\[\d\]!/g)).toHaveLength(
      4,
    );
    const weak = [
      source(1, 'The breaker opens when five requests in a row fail.'),
      source(2, 'An open breaker answers requests at once with failures.'),
      source(3, 'and the row: see {x} of the table;'),
    ];
    expect(
      writeAnswer({ question: 'When five requests in a row fail, does a breaker open?', sources: weak }),
    ).not.toContain('[3]');
  });

  it('prefers a sentence that stands on its own', () => {
    const answer = writeAnswer({
      question: 'How is the breaker opened?',
      sources: [
        source(
          1,
          'See the breaker page for how to open:\nWhat opens the breaker in this case?\nThis breaker opens with a call…\nThe breaker is opened by calling isolate on it.',
        ),
      ],
    });
    expect(answer).toMatch(/say:\n\n.*The breaker is opened by calling isolate on it \[1\]\./);
  });

  it('must not carry a source’s own bracketed numbers as citations', () => {
    const answer = writeAnswer({
      question: 'What is a breaker?',
      sources: [source(4, 'A breaker is a switch [12] that protects [3, 4] callers.')],
    });
    expect(answer).toContain('A breaker is a switch that protects callers [4].');
    expect(answer).not.toMatch(/\[(?:12|3)/);
  });

  it('says that it is the sandbox when there are no sources, or none that fit', () => {
    expect(writeAnswer({ question: 'Who are you?', sources: [] })).toMatch(/sandbox model.*without sources/);
    expect(
      writeAnswer({
        question: 'Who won the cup?',
        sources: [source(1, 'Bananas are yellow fruits indeed, always.')],
      }),
    ).toMatch(/sandbox model.*None of the sources/);
  });
});

describe(PromptCache.name, () => {
  it('forgets a beginning when its time has passed', () => {
    let now = 0;
    const cache = new PromptCache(() => now);
    cache.remember(1, 100);
    now = 99;
    expect(cache.has(1)).toBe(true);
    now = 100;
    expect(cache.has(1)).toBe(false);
  });
});
