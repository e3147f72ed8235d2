import { publishedAt } from './published-at.js';

describe(publishedAt.name, () => {
  it.each([
    ['2025-03-01T10:30:00', '2025-03-01T10:30:00.000Z'],
    ['2025-03-01 10:30', '2025-03-01T10:30:00.000Z'],
    ['2025-03-01T10:30:00.123456+02:00', '2025-03-01T08:30:00.123Z'],
    ['2025-03-01', '2025-03-01T00:00:00.000Z'],
    ['2025-03-01T10:30:00Z', '2025-03-01T10:30:00.000Z'],
  ])('reads %s as %s', (given, expected) => {
    expect(publishedAt(given)).toBe(expected);
  });

  it.each([null, undefined, 7, '', 'yesterday', '2025-13-45', '2025'])('takes %j for no date', (given) => {
    expect(publishedAt(given)).toBeNull();
  });
});
