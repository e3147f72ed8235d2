import * as fc from 'fast-check';
import { WrittenText } from './written-text.js';

const LONG = Array.from({ length: 3_000 }, (_, index) => `${index} `).join('');

describe(WrittenText.name, () => {
  it('is, in whole and in parts, what was written, however it came', () => {
    const places = fc.array(fc.nat(LONG.length), { maxLength: 8 });
    fc.assert(
      fc.property(places, fc.nat(LONG.length), fc.nat(LONG.length + 10), (cuts, start, end) => {
        const text = new WrittenText();
        const at = [0, ...cuts.toSorted((one, other) => one - other), LONG.length];
        for (const [index, cut] of at.slice(1).entries()) text.push(LONG.slice(at[index], cut));
        expect(text.toString()).toBe(LONG);
        const [from, to] = start < end ? [start, end] : [end, start];
        expect(text.slice(from, to)).toBe(LONG.slice(from, to));
      }),
    );
  });

  it('has nothing behind its end, and nothing in an empty span', () => {
    const text = new WrittenText();
    text.push('x'.repeat(4_096));
    expect(text.slice(4_090, 9_000)).toBe('xxxxxx');
    expect(text.slice(5_000, 9_000)).toBe('');
    expect(text.slice(7, 7)).toBe('');
  });
});
