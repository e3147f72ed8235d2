import { STYLE_LIMIT, withinMarkup } from './within-markup.js';

const names = (count: number): string => Array.from({ length: count }, (_, at) => `a${at}`).join(' ');

describe(withinMarkup.name, () => {
  it.each(['<p class="a>b" title=x>one</p>', '', '<', `<i ${names(200)}>x</i>`])('leaves %.40s', (html) => {
    expect(withinMarkup(html)).toBe(html);
  });

  it('cuts a page off before the attributes that would be too many', () => {
    const one = `<i ${names(100)}>x</i>`;
    expect(withinMarkup(one.repeat(110))).toBe(one.repeat(108));
    expect(withinMarkup(`<p>x</p><i ${names(1_100)}>x</i>`)).toBe('<p>x</p>');
    expect(withinMarkup(`<!-- <a b=" --><i ${names(1_100)}>"`)).toBe('<!-- <a b=" -->');
  });

  it('must not read a page with more styles than it can judge', () => {
    const half = `<style>${'a'.repeat(STYLE_LIMIT / 2)}</style><p>text</p>`;
    expect(withinMarkup(half + half)).toBe(half + half);
    expect(() => withinMarkup(`${half}${half}<style>a</style>`)).toThrow('styles are beyond');
  });
});
