import { queryOf } from './search-sources.js';

describe(queryOf.name, () => {
  it('cuts a long message between words', () => {
    const query = queryOf('word '.repeat(200));
    expect(query.length).toBeLessThanOrEqual(400);
    expect(query.endsWith('word')).toBe(true);
  });

  it('must not cut a surrogate pair in two', () => {
    expect(queryOf(`x${'😀'.repeat(300)}`)).toBe(`x${'😀'.repeat(199)}`);
  });
});
