import { colourOf, isClear, looksLike } from './colour.js';

describe(colourOf.name, () => {
  it.each([
    ['#fff', { red: 255, green: 255, blue: 255, alpha: 1 }],
    ['#00000000', { red: 0, green: 0, blue: 0, alpha: 0 }],
    ['rgb(0 50% 255 / 50%)', { red: 0, green: 127.5, blue: 255, alpha: 0.5 }],
    ['hsl(120, 100%, 50%)', { red: 0, green: 255, blue: 0, alpha: 1 }],
    ['White', { red: 255, green: 255, blue: 255, alpha: 1 }],
    ['hwb(0 100% 0%)', { red: 255, green: 255, blue: 255, alpha: 1 }],
    ['color(srgb 1 1 1 / 0)', { red: 255, green: 255, blue: 255, alpha: 0 }],
    ['rgb(none 0 0)', { red: 0, green: 0, blue: 0, alpha: 1 }],
    ['light-dark(rgb(0 0 0), white)', { red: 0, green: 0, blue: 0, alpha: 1 }],
    ['rgb(from white r g b)', null],
    ['rgb(1,2)', null],
    ['rgb(a,b,c)', null],
    ['constructor', null],
  ])('reads %s', (text, colour) => {
    expect(colourOf(text)).toEqual(colour);
  });
});

describe('the spaces of colours', () => {
  it.each([
    ['oklch(100% 0 0)', 'white'],
    ['oklch(0.628 0.2577 29.23)', 'red'],
    ['oklab(0.52 -0.1403 0.1077)', 'green'],
    ['lab(100% 0 0)', 'white'],
    ['lab(0 0 0)', 'black'],
    ['lch(54.29 106.84 40.85)', 'red'],
    ['hwb(240 0% 0%)', 'blue'],
    ['hwb(0 80% 80%)', 'gray'],
    ['color(display-p3 0 0 0)', 'black'],
    ['mintcream', '#fff'],
    ['azure', 'canvas'],
  ])('%s looks like %s', (one, other) => {
    expect(looksLike(one, other)).toBe(true);
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
