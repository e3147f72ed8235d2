import * as fc from 'fast-check';
import { CitationParser } from '../citations/citation-parser.js';
import { tokenise } from '../verification/tokenise.js';
import { isWithinSentence, UNTOLD } from './sentence-stop.js';

const SOURCE = { id: 1, url: 'https://one.example/', title: 'One' };

/** What a marker behind the text would close. */
function claimOf(text: string, deltas: (whole: string) => readonly string[] = (whole) => [whole]): string {
  const parser = new CitationParser([SOURCE]);
  const outputs = [...deltas(`${text} [1]`).flatMap((delta) => parser.push(delta)), ...parser.end()];
  const [cited] = outputs.flatMap((output) => (output.type === 'citation' ? [output.citation] : []));
  return text.slice(cited?.start_index, cited?.end_index);
}

function lastSentence(text: string): string {
  const { tokens, sentences } = tokenise(text, 1_000);
  return text.slice(tokens[sentences.at(-1)?.first ?? 0]?.start);
}

const WHOLE = [
  'He was born on 9 Mar. 1985 in Oslo.',
  'Sie endete am 7. Oktober in Wien.',
  'Im 19. Jahrhundert war Dr. Weber dort.',
  'Dr. Smith met Prof. J. R. Tolkien.',
  'The U.S. Army left.',
  'Use it, e.g. Monday, at night.',
  'No. 5 is alive.',
  'Version v2.0 and Node.js differ by 3.14 or 1.200,50.',
  'See Fig. 3 and Vol. 12 there.',
  'They waited … and left.',
  'Die Firma z.B. Siemens baut.',
  'Der Test, vgl. Abb. 4, lief.',
  'Kovac vs. Lim was close.',
];
const ENDINGS = [
  'He left at 12. ',
  'She said "no." ',
  'He said no. ',
  'Really? ',
  'Stop! ',
  'They fled in World War I. ',
  'هل هذا صحيح؟ ',
  'यह सच है। ',
  '天空是蓝色的。',
  'The end… ',
  'Sie heißt Renée. ',
];

describe(isWithinSentence.name, () => {
  it.each(WHOLE)('keeps together: %s', (sentence) => {
    const text = `Grass is green. ${sentence}`;
    expect(claimOf(text)).toBe(sentence);
    expect(lastSentence(text)).toBe(sentence);
  });

  it.each(ENDINGS)('ends at: %s', (ending) => {
    expect(claimOf(`${ending}Grass is green`)).toBe('Grass is green');
    expect(lastSentence(`${ending}Grass is green`)).toBe('Grass is green');
  });

  it('waits for what it must see', () => {
    expect(isWithinSentence('on 9 Mar.', 8, false)).toBe(UNTOLD);
    expect(isWithinSentence('on 9 Mar.', 8, true)).toBe(false);
    expect(isWithinSentence('am 7. Okt', 4, false)).toBe(UNTOLD);
    expect(isWithinSentence('am 7. Okt', 4, true)).toBe(false);
    expect(isWithinSentence('Why?', 3, true)).toBe(false);
  });

  it('finds the same sentences in answers and in sources, however an answer is cut', () => {
    const pieces = fc.array(fc.constantFrom(...WHOLE, 'Grass is green.', 'He left at 12.', 'Why?'), {
      minLength: 1,
      maxLength: 6,
    });
    fc.assert(
      fc.property(pieces, fc.nat(40), (sentences, step) => {
        const text = sentences.join(' ');
        expect(claimOf(text)).toBe(sentences.at(-1));
        expect(lastSentence(text)).toBe(sentences.at(-1));
        const { sentences: found } = tokenise(text, 1_000);
        expect(found).toHaveLength(sentences.length);
        const cut = (whole: string): string[] =>
          Array.from({ length: Math.ceil(whole.length / (step + 1)) }, (_, index) =>
            whole.slice(index * (step + 1), (index + 1) * (step + 1)),
          );
        expect(claimOf(text, cut)).toBe(sentences.at(-1));
      }),
      { numRuns: 500 },
    );
  });
});
