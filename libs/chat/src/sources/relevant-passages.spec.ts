import { prepareSource } from '../verification/prepared-source.js';
import { relevantPassages } from './relevant-passages.js';

const FILLER = Array.from({ length: 40 }, (_, index) => `Paragraph ${index} speaks of weather and bread.`);
const PAGE = prepareSource(
  [
    ...FILLER.slice(0, 20),
    'The breaker opens after five failures.',
    'It stays open for thirty seconds.',
    ...FILLER.slice(20),
  ].join('\n'),
);

describe(relevantPassages.name, () => {
  it('takes what bears on the question, with its neighbours, in the order of the page', () => {
    expect(relevantPassages('When does the breaker open?', PAGE, 200)).toBe(
      'Paragraph 19 speaks of weather and bread.\nThe breaker opens after five failures.\nIt stays open for thirty seconds.\nParagraph 20 speaks of weather and bread.',
    );
  });

  it('leaves what clings to a first word with it', () => {
    const source = prepareSource('It is a library.\n.NET has Polly for alpha.\n(See alpha there.)');
    expect(relevantPassages('alpha', source, 500)).toBe(
      'It is a library.\n.NET has Polly for alpha.\n(See alpha there.)',
    );
  });

  it('marks a gap', () => {
    const text = ['Alpha one here.', 'Nothing.', 'Still nothing.', 'More nothing.', 'Alpha two there.'].join(
      '\n',
    );
    expect(relevantPassages('alpha', prepareSource(text), 1_000)).toContain('\n…\n');
  });

  it('never exceeds its limit', () => {
    expect(relevantPassages('weather and bread', PAGE, 300)?.length).toBeLessThanOrEqual(310);
  });

  it('has nothing to say where no word of the question occurs', () => {
    expect(relevantPassages('quantum chromodynamics', PAGE, 300)).toBeNull();
  });
});
