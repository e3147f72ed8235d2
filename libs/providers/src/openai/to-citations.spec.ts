import { toCitations } from './to-citations.js';

const URL = 'https://a.example/';
const LINK = `([a.example](${URL}))`;
const annotation = (start: number, end: number, more: object = {}) => ({
  type: 'url_citation' as const,
  url_citation: { start_index: start, end_index: end, title: 'A', url: URL, ...more },
});
const spanOf = (text: string, start: number, end: number) =>
  toCitations(text, [annotation(start, end)]).map(({ span }) => text.slice(span.start, span.end));

describe(toCitations.name, () => {
  it('marks the link, as the vendor does', () => {
    const text = `It is. ${LINK}`;
    expect(toCitations(text, [annotation(7, text.length)])).toEqual([
      {
        type: 'citation',
        sourceId: null,
        url: URL,
        title: 'A',
        citedText: null,
        span: { start: 7, end: text.length },
      },
    ]);
  });

  it('finds the link whether the indices count UTF-16 units or code points', () => {
    const text = `🎉🎉 ${LINK} Yes.`;
    expect(spanOf(text, 5, 5 + LINK.length)).toEqual([LINK]);
    expect(spanOf(text, 3, 3 + LINK.length)).toEqual([LINK]);
  });

  it('takes the indices of a marker that is no link as they are', () => {
    expect(spanOf('🎉 Yes 【1†source】.', 7, 17)).toEqual(['【1†source】']);
    expect(spanOf('🎉 Yes, that is so.', 3, 6)).toEqual(['Yes']);
  });

  it.each([
    annotation(0, 0),
    annotation(4, 2),
    annotation(-1, 3),
    annotation(0, 99),
    annotation(0, 1e15),
    annotation(0.5, 3),
    annotation(0, Number.NaN),
    annotation(0, 3, { url: '' }),
    { type: 'url_citation' as const, url_citation: { url: URL, title: '' } as never },
    { type: 'file_citation' as never },
  ])('leaves out %j, which points nowhere', (odd) => {
    expect(toCitations('Yes 🎉.', [odd])).toEqual([]);
  });
});
