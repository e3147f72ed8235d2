import * as fc from 'fast-check';
import type { Citation } from '../chat-response.js';
import { CitationParser, type CitationOutput } from './citation-parser.js';
import { loadCorpus, SOURCES } from './corpus.contract.js';

const CORPUS = loadCorpus();

interface Reading {
  readonly content: string;
  readonly citations: readonly Citation[];
  readonly rejected: readonly string[];
}

function read(
  deltas: readonly string[],
  startIndex = 0,
): Reading & { readonly outputs: readonly CitationOutput[] } {
  const parser = new CitationParser(SOURCES, startIndex);
  const outputs = [...deltas.flatMap((delta) => parser.push(delta)), ...parser.end()];
  return {
    outputs,
    content: outputs.map((output) => (output.type === 'text' ? output.text : '')).join(''),
    citations: outputs.flatMap((output) => (output.type === 'citation' ? [output.citation] : [])),
    rejected: outputs.flatMap((output) => (output.type === 'rejected' ? [output.raw] : [])),
  };
}

const reading = ({ content, citations, rejected }: Reading): Reading => ({ content, citations, rejected });

/** Cuts anywhere, in the middle of surrogate pairs too. */
function cut(text: string, places: readonly number[]): string[] {
  const at = [0, ...places.map((place) => place % (text.length + 1)), text.length].sort((a, b) => a - b);
  return at.slice(1).map((end, index) => text.slice(at[index], end));
}

/** Text that is nothing but what could confuse. */
const hostile = fc
  .array(
    fc.oneof(
      {
        weight: 3,
        arbitrary: fc.constantFrom(
          '[1]',
          '[2',
          ']',
          '[',
          '[[1]]',
          '[99]',
          '(',
          ')',
          '](https://two.example/page)',
        ),
      },
      {
        weight: 3,
        arbitrary: fc.constantFrom(
          '`',
          '``',
          '```',
          '\n```\n',
          '$',
          '$$',
          '$5',
          '\\[',
          '\\]',
          '\\(',
          '\\)',
          '~~~',
        ),
      },
      {
        weight: 3,
        arbitrary: fc.constantFrom(
          '<b>',
          '<code>',
          '</code>',
          '<!--',
          '-->',
          '<a b="',
          '">',
          '<',
          '!',
          '<br>',
        ),
      },
      {
        weight: 4,
        arbitrary: fc.constantFrom(
          '\n',
          '\n\n',
          '\n- ',
          '\n1. ',
          '\n> ',
          '\n| ',
          ' | ',
          '\n# ',
          '\n    ',
          '  \n',
          '---',
          '\r\n',
        ),
      },
      {
        weight: 4,
        arbitrary: fc.constantFrom(
          'word',
          'Word',
          '. ',
          '.',
          '?',
          '。',
          ' ',
          ', ',
          'e.g. ',
          '😀',
          'arr',
          'According to ',
          '\ud83d',
        ),
      },
      {
        weight: 1,
        arbitrary: fc.constantFrom(
          '【1†source】',
          '【',
          '［１］',
          '[^1]',
          '[^1]:',
          '[source 1]',
          '[so',
          'x'.repeat(120),
          ' '.repeat(70),
        ),
      },
    ),
    { maxLength: 40 },
  )
  .map((parts) => parts.join(''));

describe(CitationParser.name, () => {
  it.each(CORPUS.map((fixture) => [fixture.name, fixture] as const))('reads %s', (_name, fixture) => {
    const { content, citations, rejected } = read([fixture.text]);
    const found = citations.map((citation) => ({
      source: citation.source_id,
      claim: content.slice(citation.start_index, citation.end_index),
    }));
    expect({ content, found, rejected }).toEqual({
      content: fixture.text,
      found: fixture.citations,
      rejected: fixture.rejected,
    });
  });

  it('reads every text of the corpus the same when it comes one code unit at a time', () => {
    for (const { text } of CORPUS) expect(reading(read(text.split('')))).toEqual(reading(read([text])));
  });

  it('reads every text of the corpus the same however it is cut', () => {
    const cases = fc.tuple(fc.constantFrom(...CORPUS), fc.array(fc.nat(1_000), { maxLength: 12 }));
    fc.assert(
      fc.property(cases, ([{ text }, places]) => {
        expect(reading(read(cut(text, places)))).toEqual(reading(read([text])));
      }),
      { numRuns: 3_000 },
    );
  });

  it('reads hostile text the same however it is cut', () => {
    fc.assert(
      fc.property(hostile, fc.array(fc.nat(2_000), { maxLength: 20 }), (text, places) => {
        const whole = reading(read([text]));
        expect(reading(read(cut(text, places)))).toEqual(whole);
        expect(reading(read(text.split('')))).toEqual(whole);
        expect(whole.content).toBe(text);
      }),
      { numRuns: 3_000 },
    );
  });

  it('never holds back more than 32 code units', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const parser = new CitationParser(SOURCES);
        let given = 0;
        for (let index = 0; index < text.length; index++) {
          for (const output of parser.push(text[index] as string))
            if (output.type === 'text') given += output.text.length;
          expect(index + 1 - given).toBeLessThanOrEqual(32);
        }
      }),
    );
  });

  it('keeps spans within the text, markers after their numbers, ids in order', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const { citations } = read([text]);
        for (const [index, citation] of citations.entries()) {
          expect(citation.id).toBe(index + 1);
          expect(citation.start_index).toBeGreaterThanOrEqual(0);
          expect(citation.end_index).toBeGreaterThanOrEqual(citation.start_index);
          expect(citation.marker.end_index).toBeGreaterThan(citation.marker.start_index);
          expect(citation.marker.end_index).toBeLessThanOrEqual(text.length);
          expect(text.slice(citation.start_index, citation.end_index).trim()).toBe(
            text.slice(citation.start_index, citation.end_index),
          );
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('gives a marker whole and its citation after it, as soon as the next character is there', () => {
    const parser = new CitationParser(SOURCES);
    expect(parser.push('Blue [')).toEqual([{ type: 'text', text: 'Blue ', start: 0 }]);
    expect(parser.push('1')).toEqual([]);
    expect(parser.push(']')).toEqual([]);
    expect(parser.push('.')).toEqual([
      { type: 'text', text: '[1].', start: 5 },
      {
        type: 'citation',
        citation: {
          id: 1,
          source_id: 1,
          url: 'https://one.example/page',
          title: 'One',
          start_index: 0,
          end_index: 4,
          marker: { start_index: 5, end_index: 8 },
        },
      },
    ]);
    expect(parser.end()).toEqual([]);
  });

  it('gives a surrogate pair whole', () => {
    const parser = new CitationParser([]);
    expect(parser.push('a\ud83d')).toEqual([{ type: 'text', text: 'a', start: 0 }]);
    expect(parser.push('\ude00')).toEqual([{ type: 'text', text: '😀', start: 1 }]);
  });

  it('counts offsets from where the answer began', () => {
    const [citation] = read(['Blue [1]'], 100).citations;
    expect(citation).toMatchObject({
      start_index: 100,
      end_index: 104,
      marker: { start_index: 105, end_index: 108 },
    });
  });

  it('says of a rejected marker where it stands and why', () => {
    expect(read(['Blue [99].']).outputs.at(-1)).toEqual({
      type: 'rejected',
      raw: '[99]',
      reason: 'unknown-source',
      marker: { start: 5, end: 9 },
    });
  });

  it.each([
    ['[%]', 999],
    ['[%]', 1_000],
    ['[%]', 123_456_789],
    ['[^%]', 2_026],
    ['[%-%]', 4_321],
    ['【%】', 1_003],
    ['【4:%†source】', 1_003],
    ['【4:%†a name that is longer than any number】', 1_003],
  ])('must not lose %j of a conversation that has come to source %d', (spelling, id) => {
    const parser = new CitationParser([{ id, url: 'https://later.example', title: 'Later' }]);
    const outputs = [
      ...parser.push(`Water boils ${spelling.replaceAll('%', String(id))}. More.`),
      ...parser.end(),
    ];
    expect(outputs).toContainEqual({
      type: 'citation',
      citation: expect.objectContaining({ source_id: id, start_index: 0, end_index: 11 }) as unknown,
    });
  });

  it('leaves a number that is too long to be counted with as text', () => {
    for (const text of ['[9999999999]', '[99999999999999-99999999999999]', '【4:9999999999†source】'])
      expect(read([text]).outputs).toEqual([{ type: 'text', text, start: 0 }]);
  });

  it('passes nothing on for an empty delta', () => {
    expect(new CitationParser(SOURCES).push('')).toEqual([]);
  });

  it.each([
    '[',
    '[1](',
    '`',
    '$',
    '<a ',
    '<',
    '\\[',
    '[[1',
    '[1]',
    '(',
    '$1',
    '- ',
    '| ',
    '> ',
    '*',
    '#',
    '<!--',
    '1',
    '[a](b',
    ' ',
  ])('is not slowed down by a quarter of a million of %j', (part) => {
    const text = part.repeat(2 ** 18 / part.length);
    const parser = new CitationParser(SOURCES);
    const started = performance.now();
    for (let at = 0; at < text.length; at += 64) parser.push(text.slice(at, at + 64));
    parser.end();
    expect(performance.now() - started).toBeLessThan(30_000);
  });
});
