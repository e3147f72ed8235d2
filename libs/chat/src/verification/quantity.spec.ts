import type { Language } from './languages.js';
import { isSameQuantity, type Quantity } from './quantity.js';
import { readQuantities } from './read-quantities.js';
import { tokenise } from './tokenise.js';

const quantities = (text: string): Quantity[] => readQuantities(text, tokenise(text, 1000).tokens, new Set());
const one = (text: string): Quantity => {
  const [found, ...others] = quantities(text);
  if (found === undefined || others.length > 0) throw new Error(`not one number: ${text}`);
  return found;
};

describe(readQuantities.name, () => {
  it.each([
    ['1,234', 1234],
    ["12'500", 12_500],
    ['3.1 million people', 3_100_000],
    ['$3bn', 3e9],
    ['5k', 5000],
    ['3M', 3e6],
    ['twenty-five cats', 25],
    ['two hundred and fifty thousand', 250_000],
    ['one million', 1e6],
    ['a dozen', 12],
    ['two dozen eggs', 24],
    ['nineteen', 19],
    ['two and a half years', 2.5],
    ['two thirds', 2 / 3],
    ['a quarter', 0.25],
    ['half', 0.5],
  ])('reads %s', (text, value) => {
    expect(one(text).value).toBeCloseTo(value, 9);
  });

  it('knows ordinals, decades, versions and times of day', () => {
    expect(one('the 21st century').form).toBe('ordinal');
    expect(one('the third attempt')).toMatchObject({ form: 'ordinal', value: 3 });
    expect(one('the 1990s')).toMatchObject({ form: 'decade', value: 1990, year: true });
    expect(one('3.2.1').literal).toBe('3.2.1');
    expect(one('9:30').literal).toBe('9:30');
    expect(one('4chan').literal).toBe('4chan');
    expect(one('٣').literal).toBe('٣');
    expect(one('the 60s').form).toBe('cardinal');
  });

  it.each([
    ['5 mA', 'current', 0.001],
    ['5 A', 'current', 1],
    ['5 µg', 'mass', 0.000001],
    ['5mcg', 'mass', 0.000001],
    ['3 MB', 'bytes', 1e6],
    ['3 Mb', 'bits', 1e6],
    ['2 mW', 'power', 0.001],
    ['2 MW', 'power', 1e6],
    ['40 km/h', 'speed', 1],
    ['20 °C', 'celsius', 1],
    ['68 degrees Fahrenheit', 'fahrenheit', 1],
    ['3 kWh', 'energy', 3.6e6],
  ])('reads the unit of %s', (text, kind, factor) => {
    expect(one(text).unit).toEqual({ kind, factor });
  });

  it('reads words of other languages where the text is in one', () => {
    const read = (text: string, language: Language): number[] =>
      readQuantities(text, tokenise(text, 100).tokens, new Set(), language).map(({ value }) => value);
    expect(read('pendant vingt ans', 'fr')).toEqual([20]);
    expect(read('zwölf Monate, hundert Tage', 'de')).toEqual([12, 100]);
    expect(read('once once', 'en')).toEqual([]);
    expect(read('once jugadores', 'es')).toEqual([11]);
    expect(read('dix', 'other')).toEqual([]);
  });

  it('parts numbers that stand beside each other', () => {
    expect(quantities('five six, 10–15, 3-1').map(({ value }) => value)).toEqual([5, 6, 10, 15, 3, 1]);
    expect(quantities('hundreds of people')).toEqual([]);
  });

  it('tells a year from a count', () => {
    expect(one('since 2021').year).toBe(true);
    expect(one('(1969)').year).toBe(true);
    expect(one('some 2000 jobs').year).toBe(false);
    expect(one('in 1500 houses').year).toBe(false);
    expect(one('in 2,021').year).toBe(false);
    expect(one('the 1969 landing').year).toBe(true);
  });

  it('knows what is approximate', () => {
    expect(one('about 300 people').approximate).toBe('near');
    expect(one('more than 300').approximate).toBe('above');
    expect(one('fewer than 300').approximate).toBe('below');
    expect(one('no more than 300').approximate).toBeNull();
    expect(one('people 300').approximate).toBeNull();
    expect(quantities('About. 300')[0]?.approximate).toBeNull();
  });
});

describe(isSameQuantity.name, () => {
  it.each([
    ['3.1 million', '3,100,000'],
    ['60 percent', '60%'],
    ['60 per cent', '60 percentage points'],
    ['$412 million', '412 million dollars'],
    ['€5', '5 euros'],
    ['twelve', '12'],
    ['30 months', 'two and a half years'],
    ['5 km', '5,000 metres'],
    ['1.5 hours', '90 minutes'],
    ['half', '50%'],
    ['50 percent', 'half'],
    ['about 3.1 million', '3,098,000'],
    ['more than 400', '432'],
    ['under 5,000', '4,300'],
    ['2 billion', '2bn'],
    ['v 3.2.1', '3.2.1'],
    ['the 1990s', 'in the 1990s'],
    ['140', '140 litres'],
    ['the 1990s', 'in 1995'],
    ['(-5)', 'minus 5'],
    ['−5 C', 'of -5'],
    ['67 percent', 'two thirds'],
    ['1/2', 'half'],
    ['2/3', '67 percent'],
    ['1,2 Millionen', '1.200.000'],
    ['1.200,50', '1200.5'],
    ['1.200', '1200'],
    ['3,5 Prozent', '3,5 %'],
    ['3 milliards', '3 Milliarden'],
    ['5 por ciento', '5 pour cent'],
  ])('takes "%s" for "%s"', (claim, source) => {
    expect(isSameQuantity(one(claim), one(source))).toBe(true);
  });

  it.each([
    ['3.1 million', '3,098,000'],
    ['about 3.1 million', '3,200,000'],
    ['more than 3,400', '4,300'],
    ['fewer than 5,000', '5,100'],
    ['5 km', '5 miles'],
    ['5 km', '5 kg'],
    ['60%', '60'],
    ['$5', '€5'],
    ['3rd', '3'],
    ['third', 'three'],
    ['half', '60%'],
    ['3.2.1', '3.2.2'],
    ['the 1990s', 'in 2005'],
    ['in 1995', 'in the 1990s'],
    ['minus five', '5'],
    ['51 percent', 'half'],
    ['1,2', '12'],
    ['the 1990s', 'the 3rd'],
    ['10', '12'],
  ])('does not take "%s" for "%s"', (claim, source) => {
    expect(isSameQuantity(one(claim), one(source))).toBe(false);
  });
});
