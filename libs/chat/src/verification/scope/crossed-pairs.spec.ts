import { readClaim } from '../claim-term.js';
import { gatherEvidence } from '../evidence.js';
import { prepareSource } from '../prepared-source.js';
import { align } from './alignment.js';
import { isCrosswise } from './crossed-pairs.js';

const crosswise = (source: string, claim: string): boolean =>
  isCrosswise(align(gatherEvidence(readClaim(claim), prepareSource(source))));

describe(isCrosswise.name, () => {
  it.each([
    [
      'Inflation eased to 6.1% in March from 6.9% in February.',
      'Inflation eased from 6.9% in March to 6.1% in February.',
    ],
    ['In March it was 7%, and in May it was 6%.', 'In March it was 6%, and in May it was 7%.'],
    ['It sold 40 tonnes in 2019 and 55 tonnes in 2021.', 'It sold 55 tonnes in 2019 and 40 tonnes in 2021.'],
  ])('must not let amounts and their days change places: %s', (source, claim) => {
    expect(crosswise(source, claim)).toBe(true);
    expect(crosswise(source, source)).toBe(false);
  });

  it.each([
    ['It eased from 7% in March to 6% in May.', 'It was 6% in May, down from 7% in March.'],
    ['It was 7% in March. It was 6% in May.', 'It was 6% in May.'],
    ['Prices rose 7% in March.', 'Prices rose 7% by May.'],
    ['Adam handed over to Nora in 2021.', 'Nora followed Adam in 2021.'],
  ])('lets pass what stands together as it did: %s → %s', (source, claim) => {
    expect(crosswise(source, claim)).toBe(false);
  });
});
