import { factualSentences } from './factual-sentences.js';
import { grounding } from './grounding.js';

const facts = (content: string): string[] =>
  factualSentences(content).map(({ start_index, end_index }) => content.slice(start_index, end_index));

describe(factualSentences.name, () => {
  it('finds the sentences that state something', () => {
    expect(facts('The bridge opened in 1932 [1]. It carries eight lanes.[2] Trains cross it too.')).toEqual([
      'The bridge opened in 1932',
      'It carries eight lanes',
      'Trains cross it too',
    ]);
  });

  it.each([
    ['a question', 'When did the bridge open to traffic?'],
    ['a greeting', 'Hello there, nice bridge question!'],
    ['a lead-in', 'The bridge has three main features:'],
    ['a heading', '## The history of the bridge'],
    ['a bold line', '**The history of the bridge**'],
    ['meta', "I don't know when the bridge was opened."],
    ['a hedge', 'The sources do not mention the opening date.'],
    ['an unknown', 'It is unclear how much the bridge cost.'],
    ['an offer', 'Let me know if you want more details about bridges.'],
    ['a fragment', 'Yes, indeed.'],
    ['fenced code', '```js\nconst bridge = open(traffic);\n```'],
    ['unfinished code', '~~~\nThe bridge opened in 1932.\n'],
    ['indented code', '    const bridge = open(traffic);'],
    ['a rule', '* * *'],
    ['a table rule', '| --- | --- |'],
  ])('leaves out %s', (_, content) => {
    expect(facts(content)).toEqual([]);
  });

  it('reads list items one by one and paragraphs over their line ends', () => {
    expect(
      facts(
        '- The deck weighs 52,800 tonnes\n- The arch spans 503 metres\n\nThe bridge was\nbuilt by Dorman Long.',
      ),
    ).toEqual([
      'The deck weighs 52,800 tonnes',
      'The arch spans 503 metres',
      'The bridge was\nbuilt by Dorman Long',
    ]);
  });

  it('goes on after a code block', () => {
    expect(facts('```\ncode\n```\nThe port is 4321 by default.')).toEqual(['The port is 4321 by default']);
  });
});

describe(grounding.name, () => {
  const content = 'The bridge opened in 1932 [1]. It carries eight lanes. Is that much?';

  it('counts facts, cited facts and supported citations', () => {
    const citations = [
      { start_index: 0, end_index: 25, verification: { verdict: 'supported' as const } },
      { start_index: 0, end_index: 25, verification: { verdict: 'unsupported' as const } },
      { start_index: 0, end_index: 10 },
    ];
    expect(grounding(content, citations)).toEqual({
      factual_sentences: 2,
      cited_sentences: 1,
      supported_citations: 1,
    });
  });

  it('counts a sentence that a longer claim covers', () => {
    expect(grounding(content, [{ start_index: 0, end_index: 54 }]).cited_sentences).toBe(2);
  });

  it('finds nothing in an answer that says nothing', () => {
    expect(grounding('', [])).toEqual({ factual_sentences: 0, cited_sentences: 0, supported_citations: 0 });
  });
});
