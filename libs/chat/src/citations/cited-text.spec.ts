import type { ModelCitation } from '@app/providers';
import * as fc from 'fast-check';
import type { Citation } from '../chat-response.js';
import type { CitationOutput } from './citation-parser.js';
import { CitedText, MOST_CITATIONS, type SourceFinder } from './cited-text.js';
import { loadCorpus, SOURCES } from './corpus.contract.js';
import { KnownSources } from './known-sources.js';

const known = new KnownSources(SOURCES);
const find: SourceFinder = ({ sourceId, url }) =>
  (sourceId === null ? known.find(url) : known.get(sourceId)) ?? { refused: 'unknown-source' };

interface Cited {
  /** What of the text the vendor marks. */
  readonly mark: string;
  readonly source?: number;
  readonly url?: string;
}

type Step = string | ModelCitation;

function citationOf(text: string, { mark, source, url = '' }: Cited): ModelCitation {
  const start = text.indexOf(mark);
  const span = { start, end: start + mark.length };
  return { type: 'citation', sourceId: source ?? null, url, title: 'A page', citedText: null, span };
}

/** The whole text, each citation when its text is there (`native`) or at the end. */
function stepsOf(
  text: string,
  cited: readonly ModelCitation[],
  native: boolean,
  places: readonly number[],
): Step[] {
  const cuts = [...new Set(places.map((place) => place % (text.length + 1)))].sort((a, b) => a - b);
  const steps: Step[] = [];
  let at = 0;
  for (const citation of native ? cited : []) {
    for (const cut of [...cuts.filter((cut) => cut > at && cut < citation.span.end), citation.span.end]) {
      if (cut > at) steps.push(text.slice(at, cut));
      at = Math.max(at, cut);
    }
    steps.push(citation);
  }
  for (const cut of [...cuts.filter((cut) => cut > at), text.length]) {
    if (cut > at) steps.push(text.slice(at, cut));
    at = Math.max(at, cut);
  }
  return native ? steps : [...steps, ...cited];
}

function read(steps: readonly Step[], native = false) {
  const text = new CitedText(SOURCES, find);
  if (native) text.startNative();
  const outputs: CitationOutput[] = [];
  for (const step of steps) outputs.push(...(typeof step === 'string' ? text.push(step) : text.cite(step)));
  outputs.push(...text.end());
  const content = outputs.map((output) => (output.type === 'text' ? output.text : '')).join('');
  return { outputs, content, told: outputs.filter(({ type }) => type !== 'text') };
}

function shown(content: string, told: readonly CitationOutput[]) {
  return told.map((output) => {
    if (output.type === 'rejected') return ['rejected', output.raw, output.reason];
    const {
      id,
      source_id: source,
      start_index: start,
      end_index: end,
      marker,
    } = (output as { citation: Citation }).citation;
    return [id, source, content.slice(start, end), content.slice(marker.start_index, marker.end_index)];
  });
}

function toldOf(text: string, cited: readonly Cited[], native: boolean) {
  const citations = cited.map((one) => citationOf(text, one));
  const { content, told } = read(stepsOf(text, citations, native, []), native);
  expect(content).toBe(text);
  return shown(content, told);
}

describe(CitedText.name, () => {
  describe('of a vendor that marks claims', () => {
    it('cites the claim, with an empty marker at its end', () => {
      const text = 'The sky is blue. Grass is green.';
      const cited = [
        { mark: 'The sky is blue.', source: 2 },
        { mark: 'The sky is blue.', source: 1 },
        { mark: 'Grass is green.', source: 3 },
      ];
      expect(toldOf(text, cited, true)).toEqual([
        [1, 2, 'The sky is blue.', ''],
        [2, 1, 'The sky is blue.', ''],
        [3, 3, 'Grass is green.', ''],
      ]);
      const { outputs } = read(stepsOf(text, [citationOf(text, cited[0]!)], true, []), true);
      expect(outputs[1]).toMatchObject({
        citation: { end_index: 16, marker: { start_index: 16, end_index: 16 } },
      });
    });

    it('takes no number of its text for a marker, and tells of none', () => {
      expect(toldOf('Blue [1], not green [99].', [], true)).toEqual([]);
    });

    it('cites a source once for a claim', () => {
      const cited = { mark: 'Blue.', source: 1 };
      expect(toldOf('Blue.', [cited, cited], true)).toEqual([[1, 1, 'Blue.', '']]);
    });

    it.each(['- ', '1. ', '## ', '> - ', '• '])('leaves the sign %j out of the claim', (sign) => {
      expect(toldOf(`${sign}Blue it is`, [{ mark: `${sign}Blue it is`, source: 1 }], true)).toEqual([
        [1, 1, 'Blue it is', ''],
      ]);
    });

    it('tells a citation as soon as its text is out, and not before', () => {
      const text = 'See [1';
      const { outputs } = read([text, citationOf(text, { mark: text, source: 1 }), ' sky] here.'], true);
      expect(outputs.map((output) => (output.type === 'text' ? output.text : output.type))).toEqual([
        'See ',
        '[1 sky] here.',
        'citation',
      ]);
    });

    it('refuses a source that is none', () => {
      expect(toldOf('Blue.', [{ mark: 'Blue.', url: 'https://other.example/' }], true)).toEqual([
        ['rejected', 'https://other.example/', 'unknown-source'],
      ]);
      expect(toldOf('Blue.', [{ mark: 'Blue.' }], true)).toEqual([['rejected', 'A page', 'unknown-source']]);
    });
  });

  describe('of a vendor that annotates links', () => {
    const link = '([two.example](https://two.example/page?utm_source=openai))';

    it('cites what the link closes, with the link as its marker', () => {
      const text = `Grass. The sky is blue. ${link} More. Bare https://one.example/page here.`;
      const cited = [
        { mark: 'https://one.example/page', url: 'https://one.example/page' },
        { mark: link, url: 'https://two.example/page?utm_source=openai' },
      ];
      // The parser knows the address too: it is one citation.
      expect(toldOf(text, cited, false)).toEqual([
        [1, 2, 'The sky is blue.', link.slice(1, -1)],
        [2, 1, 'Bare', 'https://one.example/page'],
      ]);
    });

    it('cites a number that the parser has read only once', () => {
      expect(toldOf('Blue [1]. Green [2].', [{ mark: '[1]', url: SOURCES[0]!.url }], false)).toEqual([
        [1, 1, 'Blue', '[1]'],
        [2, 2, 'Green', '[2]'],
      ]);
    });

    it('cites a source once for a claim, though the model wrote its number too', () => {
      const cited = [{ mark: '(see one)', url: SOURCES[0]!.url }];
      expect(toldOf('Blue [1] (see one).', cited, false)).toEqual([[1, 1, 'Blue', '[1]']]);
    });

    it('takes a mark that is no link for the claim itself', () => {
      expect(toldOf('Blue it is.', [{ mark: 'Blue it is', url: SOURCES[0]!.url }], false)).toEqual([
        [1, 1, 'Blue it is', ''],
      ]);
    });

    it('says of a refused link where it stands', () => {
      const other = `[x](https://other.example/${'x'.repeat(300)})`;
      expect(toldOf(`Blue ${other}.`, [{ mark: other, url: 'https://other.example/' }], false)).toEqual([
        ['rejected', other.slice(0, 200), 'unknown-source'],
      ]);
    });
  });

  it('tells the same however the text is cut', () => {
    const marks = fc.array(
      fc.tuple(fc.nat(500), fc.integer({ min: 1, max: 60 }), fc.constantFrom(1, 2, 3, 4, 12, 99)),
      {
        maxLength: 5,
      },
    );
    const cases = fc.tuple(
      fc.constantFrom(...loadCorpus()),
      marks,
      fc.array(fc.nat(1_000), { maxLength: 12 }),
      fc.boolean(),
    );
    fc.assert(
      fc.property(cases, ([{ text }, wanted, places, native]) => {
        const cited = wanted
          .map(([at, length, source]): ModelCitation => {
            const start = at % Math.max(1, text.length);
            const span = { start, end: Math.min(text.length, start + length) };
            return { type: 'citation', sourceId: source, url: '', title: null, citedText: null, span };
          })
          .filter(({ span }) => span.end > span.start)
          .sort((a, b) => a.span.end - b.span.end);
        const whole = read(stepsOf(text, cited, native, []), native);
        const cut = read(stepsOf(text, cited, native, places), native);
        expect([cut.content, cut.told]).toEqual([whole.content, whole.told]);
        const ids = whole.told.flatMap((output) => (output.type === 'citation' ? [output.citation.id] : []));
        expect(ids).toEqual(ids.map((_, index) => index + 1));
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    ['markers', Array.from({ length: 5_000 }, () => 'Blue [1, 2].').join(' '), [], false],
    [
      "the vendor's own citations",
      'Blue. '.repeat(5_000),
      Array.from({ length: 5_000 }, (_, index) => ({
        ...citationOf('Blue.', { mark: 'Blue.', source: 1 }),
        span: { start: index * 6, end: index * 6 + 5 },
      })),
      true,
    ],
  ])(
    'must not let an answer have citations without end: of %s it keeps 500 and rejects the rest, each once',
    (_, text, cited, native) => {
      const { content, told } = read(native ? [text, ...cited] : [text], native);
      const citations = told.flatMap((one) => (one.type === 'citation' ? [one.citation.id] : []));
      const rejected = told.flatMap((one) => (one.type === 'rejected' ? [one] : []));
      expect(content).toBe(text);
      expect(citations).toEqual(Array.from({ length: MOST_CITATIONS }, (__, index) => index + 1));
      expect(new Set(rejected.map(({ reason }) => reason))).toEqual(new Set(['too-many-citations']));
      expect(new Set(rejected.map(({ marker }) => marker.start)).size).toBe(rejected.length);
      expect(rejected).toHaveLength(native ? 4_500 : 4_750);
    },
  );
});
