import { publishedAt } from './published-at.js';

describe(publishedAt.name, () => {
  it.each([
    ['2025-03-01T10:30:00', '2025-03-01T10:30:00.000Z'],
    ['2025-03-01 10:30', '2025-03-01T10:30:00.000Z'],
    ['2025-03-01T10:30:00.123456+02:00', '2025-03-01T08:30:00.123Z'],
    ['2025-03-01', '2025-03-01T00:00:00.000Z'],
    ['2025-03-01T10:30:00Z', '2025-03-01T10:30:00.000Z'],
    ['Tue, 11 Mar 2025 09:31:33 GMT', '2025-03-11T09:31:33.000Z'],
    ['April 30, 2025', '2025-04-30T00:00:00.000Z'],
    ['Dec 24, 2024', '2024-12-24T00:00:00.000Z'],
  ])('reads %s as %s', (given, expected) => {
    expect(publishedAt(given)).toBe(expected);
  });

  it.each([
    ['3 days ago', '2026-01-07T00:00:00.000Z'],
    ['an hour ago', '2026-01-09T23:00:00.000Z'],
    ['1 week ago', '2026-01-03T00:00:00.000Z'],
  ])('counts %s back from now', (given, expected) => {
    expect(publishedAt(given, Date.UTC(2026, 0, 10))).toBe(expected);
    expect(publishedAt(given)).toBeNull();
  });

  it.each([null, undefined, 7, '', 'yesterday', '2025-13-45', '2025', 'Smarch 13, 2025', 'some days ago'])(
    'takes %j for no date',
    (given) => {
      expect(publishedAt(given)).toBeNull();
    },
  );
});
