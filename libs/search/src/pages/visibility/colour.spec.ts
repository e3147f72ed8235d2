import { colourOf, isClear, looksLike } from './colour.js';

describe(colourOf.name, () => {
  it.each([
    ['#fff', { red: 255, green: 255, blue: 255, alpha: 1 }],
    ['#00000000', { red: 0, green: 0, blue: 0, alpha: 0 }],
    ['rgb(0 50% 255 / 50%)', { red: 0, green: 127.5, blue: 255, alpha: 0.5 }],
    ['hsl(120, 100%, 50%)', { red: 0, green: 255, blue: 0, alpha: 1 }],
    ['White', { red: 255, green: 255, blue: 255, alpha: 1 }],
    ['rgb(1,2)', null],
    ['rgb(a,b,c)', null],
    ['constructor', null],
  ])('reads %s', (text, colour) => {
    expect(colourOf(text)).toEqual(colour);
  });
});

describe(looksLike.name, () => {
  it('tells ink from paper as an eye does', () => {
    expect(looksLike('#fff', 'rgb(250,250,250)')).toBe(true);
    expect(looksLike('#fff', '#ddd')).toBe(false);
    expect(looksLike('plum', 'plum')).toBe(true);
    expect(looksLike('plum', 'tan')).toBe(false);
    expect(isClear('rgba(9,9,9,.05)')).toBe(true);
  });
});
