import { isSameDate, readDates, type PartialDate } from './read-dates.js';
import { tokenise } from './tokenise.js';

const dates = (text: string): PartialDate[] => readDates(text, tokenise(text, 1000).tokens);
const day = (text: string): (number | null)[][] =>
  dates(text).map((date) => [date.year, date.month, date.day]);

describe(readDates.name, () => {
  it.each([
    ['3 March 2021', [2021, 3, 3]],
    ['March 3rd, 2021', [2021, 3, 3]],
    ['the 3rd of March', [null, 3, 3]],
    ['Mar 2021', [2021, 3, null]],
    ['2021-03-03', [2021, 3, 3]],
    ['on 7 May', [null, 5, 7]],
    ['in October', [null, 10, null]],
    ['in May', [null, 5, null]],
    ['Sept. 9', [null, 9, 9]],
    ['31.12.1999', [1999, 12, 31]],
  ])('reads %s', (text, date) => {
    expect(day(text)).toEqual([date]);
  });

  it('keeps both readings of a date that could be either', () => {
    expect(day('03/04/2021')).toEqual([
      [2021, 3, 4],
      [2021, 4, 3],
    ]);
  });

  it('leaves words and numbers alone that are no dates', () => {
    expect(day('It may rain, and they march on. 45 May 99. 99/99/2021. The August 45.')).toEqual(
      [[null, 5, null]].slice(1),
    );
  });
});

describe(isSameDate.name, () => {
  const date = (text: string): PartialDate => dates(text)[0] as PartialDate;

  it('takes less for more, and never more for less', () => {
    expect(isSameDate(date('March 2021'), date('3 March 2021'))).toBe(true);
    expect(isSameDate(date('3 March 2021'), date('March 2021'))).toBe(false);
    expect(isSameDate(date('3 March'), date('3 April'))).toBe(false);
  });
});
