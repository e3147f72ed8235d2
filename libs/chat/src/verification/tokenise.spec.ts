import { tokenise, TokenKind } from './tokenise.js';

const words = (text: string): string[] =>
  tokenise(text, 1000).tokens.map(({ start, end }) => text.slice(start, end));
const sentences = (text: string): string[] => {
  const { tokens, sentences: found } = tokenise(text, 1000);
  return found.map(({ first, end }) => text.slice(tokens[first]?.start, tokens[end - 1]?.end));
};

describe(tokenise.name, () => {
  it('keeps apostrophes in words and parts what hyphens, dots and capitals join', () => {
    expect(words("doesn't long-term maxConnections config.js snake_case")).toEqual([
      "doesn't",
      'long',
      'term',
      'max',
      'Connections',
      'config',
      'js',
      'snake',
      'case',
    ]);
  });

  it('keeps a number with its separators and with what clings to it', () => {
    expect(words('1,200.5 and 9:30, 3rd 512kB 1\u00a0000 x')).toEqual([
      '1,200.5',
      'and',
      '9:30',
      '3rd',
      '512kB',
      '1\u00a0000',
      'x',
    ]);
  });

  it('ends a sentence at a stop before a capital, and not after an abbreviation or initial', () => {
    expect(
      sentences('Dr. J. Smith met the U.S. envoy at 3 p.m. on Monday. He left! "Why?" Nobody knew.'),
    ).toEqual(['Dr. J. Smith met the U.S. envoy at 3 p.m. on Monday', 'He left', 'Why', 'Nobody knew']);
  });

  it('ends a sentence at blank lines, bullets and short titles', () => {
    const text = 'The title\nThe text runs over\ntwo lines here.\n\n- one item\n- another item';
    expect(sentences(text)).toEqual([
      'The title',
      'The text runs over\ntwo lines here',
      'one item',
      'another item',
    ]);
    expect(tokenise(text, 1000).sentences[0]?.heading).toBe(true);
  });

  it('reads scripts without spaces in overlapping pairs and knows their stops', () => {
    const { tokens, sentences: found } = tokenise('北京是首都。上海不是', 100);
    expect(tokens.map(({ word }) => word.folded)).toEqual([
      '北京',
      '京是',
      '是首',
      '首都',
      '都',
      '上海',
      '海不',
      '不是',
      '是',
    ]);
    expect(tokens.every(({ kind }) => kind === TokenKind.Ideograph)).toBe(true);
    expect(found).toHaveLength(2);
  });

  it('reads digits and letters beyond ASCII', () => {
    expect(words('Ærø ٣٤ Łódź — 😀 ไทย')).toEqual(['Ærø', '٣٤', 'Łódź', 'ไท', 'ทย', 'ย']);
  });

  it('cuts text without stops and says when there were more tokens than it may read', () => {
    const text = 'word '.repeat(500);
    expect(tokenise(text, 1000).sentences).toHaveLength(Math.ceil(500 / 60));
    expect(tokenise(text, 100)).toMatchObject({ truncated: true, tokens: { length: 100 } });
    expect(tokenise(text, 500).truncated).toBe(false);
  });
});
