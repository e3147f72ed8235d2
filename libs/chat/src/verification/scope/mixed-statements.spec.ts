import { readClaim } from '../claim-term.js';
import { gatherEvidence } from '../evidence.js';
import { prepareSource } from '../prepared-source.js';
import { align } from './alignment.js';
import { isMixed } from './mixed-statements.js';

const mixed = (source: string, claim: string): boolean =>
  isMixed(align(gatherEvidence(readClaim(claim), prepareSource(source))));

describe(isMixed.name, () => {
  it('finds a number that is another one’s', () => {
    const source = 'The basic plan costs $9 a month. The pro plan costs $19 a month.';
    expect(mixed(source, 'The basic plan costs $19 a month.')).toBe(true);
    expect(mixed(source, 'The basic plan costs $9 a month.')).toBe(false);
  });

  it('must not take a word that stands for nothing else for a rival', () => {
    expect(
      mixed('Storage costs $9 a month now. And so it costs $19 a month.', 'Storage costs $19 a month.'),
    ).toBe(false);
    expect(mixed('Storage costs $9 a month now. It costs $19 a month.', 'Storage costs $19 a month.')).toBe(
      false,
    );
  });
});
