import { fold, wordOf } from './word.js';

describe(wordOf.name, () => {
  it('looks past case, accents, ligatures and the possessive', () => {
    expect(fold('ÉCOLE')).toBe('ecole');
    expect(fold('ﬁne')).toBe('fine');
    expect(fold('Straße')).toBe('strasse');
    expect(wordOf('Curie’s').stem).toBe(wordOf('curie').stem);
  });

  it('knows capitals, digits and function words', () => {
    expect(wordOf('WHO')).toMatchObject({ capital: true, allCapitals: true });
    expect(wordOf('Who')).toMatchObject({ capital: true, allCapitals: false, isFunction: true });
    expect(wordOf("wasn't").isFunction).toBe(true);
    expect(wordOf('CRC32C').hasDigit).toBe(true);
  });

  it('analyses a spelling once, and forgets rather than grows without end', () => {
    const first = wordOf('remembered');
    expect(wordOf('remembered')).toBe(first);
    for (let count = 0; count < 30_001; count++) wordOf(`w${count}`);
    expect(wordOf('remembered')).not.toBe(first);
    expect(wordOf('remembered')).toEqual(first);
  });

  it('does not remember blobs', () => {
    const blob = 'x'.repeat(50);
    expect(wordOf(blob)).not.toBe(wordOf(blob));
    expect(wordOf(blob).stem).toBe(blob);
  });
});
