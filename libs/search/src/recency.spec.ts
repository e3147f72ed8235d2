import { isTooOld } from './recency.js';

const NOW = Date.UTC(2026, 0, 10, 12);

describe(isTooOld.name, () => {
  it.each([
    ['2026-01-09T12:00:00.001Z', 'day', false],
    ['2026-01-09T11:59:59.999Z', 'day', true],
    ['2026-01-08T00:00:00.000Z', 'day', true],
    ['2026-01-09T00:00:00.000Z', 'day', false],
    ['2026-01-03T13:00:00.000Z', 'week', false],
    ['2026-01-03T11:00:00.000Z', 'week', true],
    ['2025-12-10T13:00:00.000Z', 'month', false],
    ['2025-12-10T11:00:00.000Z', 'month', true],
    ['2025-01-10T13:00:00.000Z', 'year', false],
    ['2025-01-10T11:00:00.000Z', 'year', true],
    ['2031-01-01T00:00:00.000Z', 'day', false],
  ] as const)('judges %s against the last %s: %s', (published, recency, expected) => {
    expect(isTooOld(published, recency, NOW)).toBe(expected);
  });

  it('lets pass what has no date, and everything where no window is asked for', () => {
    expect(isTooOld(null, 'day', NOW)).toBe(false);
    expect(isTooOld('1999-01-01T00:00:00.000Z', undefined, NOW)).toBe(false);
  });
});
