import { lengthOf } from './length.js';

describe(lengthOf.name, () => {
  it.each([
    ['10px', 10],
    ['-2em', -32],
    ['.5', 0.5],
    ['1e3px', 1000],
    ['100dvh', 800],
    ['calc(0px - (2 * 50px) / 4)', -25],
    ['clamp(1px, 5px, 3px)', 3],
    ['max(1px, -2px)', 1],
    ['calc(1px', null],
    ['calc(1px))', null],
    ['calc(sin(1))', null],
    ['10parsecs', null],
    ['', null],
    [`calc(${'('.repeat(400)}`, null],
  ])('reads %.30s', (text, pixels) => {
    expect(lengthOf(text)).toBe(pixels);
  });
});
