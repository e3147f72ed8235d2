import * as fc from 'fast-check';
import { prepareSource } from './prepared-source.js';
import { verifyClaim } from './verify-claim.js';

/** Statements of every kind the verifier looks at: a claim that repeats one must pass, whatever stands around it. */
const STATEMENTS = [
  'Vega bought Orion in May 2019 for 340 million euros.',
  'Orion was sold by Vega to a bank in Lima.',
  'The drug may reduce the risk of stroke by up to 30 percent.',
  'Most stores made a profit, but some in the north did not.',
  'If the queue is full, new jobs are rejected unless they are urgent.',
  'Lake Orrin is deeper than Lake Sarn and one of the largest lakes of the island.',
  'The minister denied that the ministry had known of the leak.',
  'Only administrators can delete a queue, and never without a second signature.',
  'The ferry runs four times a day in summer and once a day in winter.',
  'She was born on 9 March 1985 in Graz and became the first woman to lead the firm.',
  'Heavy rain caused the flood because the dam had not been repaired since 1990.',
  'Aust was president until 1934; his rival Pell succeeded him.',
  'Neither side can win the league any more, although 12 matches are left.',
  'Temperatures fell to -5 degrees before the harvest was over.',
];

const filler = fc.constantFrom(
  'Penguins nest on the coast.',
  'Bakeries open early on weekdays.',
  'The choir sang in the old chapel.',
  'Bees visit clover and thyme.',
  'Painters mixed their own pigments.',
);

const verdict = (claim: string, text: string): string => verifyClaim(claim, prepareSource(text)).verdict;

describe(`${verifyClaim.name}, whatever comes`, () => {
  it.each(STATEMENTS)('calls supported what the source says in the same words: %s', (statement) => {
    expect(verifyClaim(statement, prepareSource(STATEMENTS.join(' ')))).toMatchObject({
      verdict: 'supported',
      flags: { numbers: [], dates: [], negation: false, names: [], opposites: [], scope: [] },
    });
  });

  it('does not change its mind for what else is on the page', () => {
    const around = fc.array(filler, { maxLength: 30 });
    fc.assert(
      fc.property(fc.constantFrom(...STATEMENTS), around, around, (statement, before, after) => {
        expect(verdict(statement, [...before, statement, ...after].join(' '))).toBe('supported');
      }),
      { numRuns: 300 },
    );
  });

  it('does not mind case at the start, blanks, or the Unicode form', () => {
    const change = fc.constantFrom(
      (text: string) => text.replace(/ (?=[a-z])/g, '  \n'),
      (text: string) => text.normalize('NFD'),
      (text: string) => text.replaceAll(' ', '\u00a0 '),
      (text: string) => `  ${text}  `,
      (text: string) => text.replace(/\.$/, ''),
      (text: string) => `“${text}”`,
    );
    fc.assert(
      fc.property(fc.constantFrom(...STATEMENTS), change, (statement, changed) => {
        expect(verdict(changed(statement), statement)).toBe('supported');
        expect(verdict(statement, changed(statement))).toBe('supported');
      }),
      { numRuns: 300 },
    );
  });

  it('must not call supported what a page about something else does not say', () => {
    const mistaken = STATEMENTS.flatMap((statement) =>
      STATEMENTS.filter((other) => other !== statement && verdict(statement, other) === 'supported'),
    );
    expect(mistaken).toEqual([]);
  });

  it('keeps score, verdict and quote in order for any text at all', () => {
    const words = fc.constantFrom(
      'not',
      'if',
      'unless',
      'only',
      'most',
      'than',
      'more',
      'by',
      'was',
      'Vega',
      'bought',
      'Orion',
      '12',
      'at',
      'least',
      'because',
      'caused',
      'may',
      ',',
      '.',
      '(',
      'who',
      'said',
      'that',
      'before',
      'one of the',
      'largest',
      'per day',
      '-5',
    );
    const text = fc.array(words, { maxLength: 60 }).map((parts) => parts.join(' '));
    fc.assert(
      fc.property(text, text, (claim, page) => {
        const { verdict: given, score, quote, flags } = verifyClaim(claim, prepareSource(page));
        expect(score).toBeGreaterThanOrEqual(0);
        expect(score).toBeLessThanOrEqual(1);
        const flagged =
          flags.negation ||
          [flags.numbers, flags.dates, flags.names, flags.opposites, flags.scope].some(
            (found) => found.length > 0,
          );
        expect(flagged && given === 'supported').toBe(false);
        expect(page.slice(quote?.start_index ?? 0, quote?.end_index ?? 0)).toBe(quote?.text ?? '');
      }),
      { numRuns: 1_000 },
    );
  });
});
