import { narrowQuery } from './narrow-query.js';
import { shortenQuery } from './shorten-query.js';

describe(shortenQuery.name, () => {
  it.each([
    ['  a\n b\t c ', { characters: 10 }, 'a b c'],
    ['one two three', { characters: 9 }, 'one two'],
    ['one two three', { characters: 7 }, 'one two'],
    ['one two three', { characters: 99, words: 2 }, 'one two'],
    ['abcdef', { characters: 4 }, 'abcd'],
    ['abc😀', { characters: 4 }, 'abc'],
    ['', { characters: 4 }, ''],
  ])('makes of %j within %j %j', (query, limits, expected) => {
    expect(shortenQuery(query, limits)).toBe(expected);
  });
});

describe(narrowQuery.name, () => {
  const limits = { characters: 60, words: 6 };

  it.each([
    ['one two', [], 'one two'],
    ['one two', ['a.com'], 'one two site:a.com'],
    ['a b c d e f g', ['a.com', 'b.com'], 'a b c (site:a.com OR site:b.com)'],
    ['one two', [`${'a'.repeat(30)}.com`], 'one two'],
  ])('keeps %j with %j within its limits', (query, domains, expected) => {
    expect(narrowQuery(query, domains, limits)).toBe(expected);
  });
});
