import { CitationParser } from './citation-parser.js';
import { claimsOf } from './claims-of.js';
import { loadCorpus, SOURCES } from './corpus.contract.js';

const LINK = '[Two](https://two.example/page)';

function claimed(text: string, ...links: readonly string[]): string[] {
  let from = 0;
  const spans = links.map((link) => {
    const start = text.indexOf(link, from);
    from = start + 1;
    return { start, end: start + link.length };
  });
  return claimsOf(text, spans).map(({ start, end }) => text.slice(start, end));
}

describe(claimsOf.name, () => {
  it.each([
    ['before its stop', `One. The sky is blue ${LINK}. More.`, 'The sky is blue'],
    ['after its stop', `One. The sky is blue. ${LINK} More.`, 'The sky is blue.'],
    ['in parentheses', `The sky is blue (${LINK}).`, 'The sky is blue'],
    ['tight behind a word', `The sky is in my_list${LINK}.`, 'The sky is in my_list'],
    ['in a list item', `- grass\n- the sky is blue ${LINK}\n`, 'the sky is blue'],
    ['before what it leads to', `According to ${LINK}, the sky is blue. More.`, 'the sky is blue.'],
    ['in code', `Write \`${LINK}\` there.`, ''],
  ])('takes what a number %s would close', (_where, text, claim) => {
    expect(claimed(text, LINK)).toEqual([claim]);
  });

  it('keeps the places of claims behind other links and numbers', () => {
    const other = '([One, far away](https://one.example/a/long/address))';
    const text = `Grass is green ${other}. The sky [1] is blue ${LINK}. Both [2].`;
    expect(claimed(text, other, LINK)).toEqual(['Grass is green', 'The sky [1] is blue']);
  });

  it('takes a bare address and a marker of another kind', () => {
    expect(
      claimed('Blue 【3:0†source】. Green https://x.example/.', '【3:0†source】', 'https://x.example/'),
    ).toEqual(['Blue', 'Green']);
  });

  it('gives a link within a link the same claim, in any order', () => {
    const text = `The sky is blue (${LINK}).`;
    const inner = { start: text.indexOf('['), end: text.indexOf(')') + 1 };
    const outer = { start: text.indexOf('('), end: text.length - 1 };
    expect(claimsOf(text, [inner, outer])).toEqual([
      { start: 0, end: 15 },
      { start: 0, end: 15 },
    ]);
  });

  it('agrees with the parser on every link of the corpus', () => {
    let compared = 0;
    for (const { text } of loadCorpus()) {
      const parser = new CitationParser(SOURCES);
      const parsed = [...parser.push(text), ...parser.end()].flatMap((output) =>
        output.type === 'citation' ? [output.citation] : [],
      );
      const links = parsed.filter(({ marker }) =>
        /^\[.*\]\(.*\)$/.test(text.slice(marker.start_index, marker.end_index)),
      );
      if (links.length !== 1) continue;
      const claims = claimsOf(
        text,
        links.map(({ marker }) => ({ start: marker.start_index, end: marker.end_index })),
      );
      expect([text, claims]).toEqual([
        text,
        links.map(({ start_index: start, end_index: end }) => ({ start, end })),
      ]);
      compared += 1;
    }
    expect(compared).toBeGreaterThan(100);
  });

  it('must not lose the claims of an answer with more links than three digits count', () => {
    const text = `Blue ${LINK}. `.repeat(1_200);
    const links = Array.from({ length: 1_200 }, (_, index) => {
      const start = index * `Blue ${LINK}. `.length + 5;
      return { start, end: start + LINK.length };
    });
    const claims = claimsOf(text, links).map(({ start, end }) => text.slice(start, end));
    expect(new Set(claims)).toEqual(new Set(['Blue']));
  });
});
