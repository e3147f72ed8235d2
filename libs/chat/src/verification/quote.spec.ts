import { prepareSource } from './prepared-source.js';
import { quoteOf } from './quote.js';
import { verifyClaim } from './verify-claim.js';

const CLAIM = 'Water boils at 100 degrees.';

function quoted(text: string) {
  const { quote } = verifyClaim(CLAIM, prepareSource(text));
  return { ...quote, isSlice: quote?.text === text.slice(quote?.start_index, quote?.end_index) };
}

describe(quoteOf.name, () => {
  it('takes what closes and opens the passage along', () => {
    const { text, isSlice } = quoted('He knew it. “Water boils at 100 degrees.” Nobody else did.');
    expect(text).toBe('“Water boils at 100 degrees.”');
    expect(isSlice).toBe(true);
  });

  it.each([
    ['closing signs', `Water boils at 100 degrees${'!'.repeat(50_000)} It does.`],
    ['opening signs', `So. ${'('.repeat(50_000)}Water boils at 100 degrees. It does.`],
    ['signs between its words', `Water boils ${'-'.repeat(50_000)} at 100 degrees. It does.`],
    ['halves of characters', `Water boils ${'😀'.repeat(25_000)} at 100 degrees. It does.`],
    ['halves of characters, odd', `Water boils  ${'😀'.repeat(25_000)} at 100 degrees. It does.`],
  ])('must not send a page of %s with every citation', (_, page) => {
    const { text = '', isSlice } = quoted(page);
    expect(text.length).toBeGreaterThan(20);
    expect(text.length).toBeLessThanOrEqual(3_000);
    expect(text).not.toMatch(/[\ud800-\udbff]$/);
    expect(isSlice).toBe(true);
  });
});
