import * as fc from 'fast-check';
import { ServerSentEventDecoder, type ServerSentEvent } from './server-sent-events.js';
import { StreamFault } from './stream-fault.js';

const encoder = new TextEncoder();

function decode(...chunks: (string | Uint8Array)[]): ServerSentEvent[] {
  const events: ServerSentEvent[] = [];
  const decoder = new ServerSentEventDecoder((event) => events.push(event));
  for (const chunk of chunks) decoder.push(typeof chunk === 'string' ? encoder.encode(chunk) : chunk);
  decoder.end();
  return events;
}

describe(ServerSentEventDecoder.name, () => {
  it('reads events with and without names', () => {
    expect(decode('event: ping\ndata: {}\n\ndata: 1\n\n')).toEqual([
      { event: 'ping', data: '{}' },
      { event: '', data: '1' },
    ]);
  });

  it('joins data lines, drops one space, and ignores comments, other fields and names without data', () => {
    expect(decode(': hello\nid: 7\nevent: x\n\ndata:a\ndata:  b\nretry\n\n')).toEqual([
      { event: '', data: 'a\n b' },
    ]);
  });

  it('drops a byte order mark', () => {
    expect(decode('\uFEFFdata: 1\n\n')).toEqual([{ event: '', data: '1' }]);
  });

  it('hears the last event although its blank line is missing', () => {
    expect(decode('data: 1\n\ndata: 2')).toEqual([
      { event: '', data: '1' },
      { event: '', data: '2' },
    ]);
    expect(decode('data: 3\r')).toEqual([{ event: '', data: '3' }]);
  });

  it('reads the same events from every split and every line end', () => {
    const text = 'event: a\ndata: Zürich 🎉\n\n: note\n\ndata: 1\ndata: 2\n\n';
    const expected = decode(text);
    const property = fc.property(
      fc.constantFrom('\n', '\r\n', '\r'),
      fc.array(fc.nat({ max: 60 }), { maxLength: 6 }),
      (end, cuts) => {
        const bytes = encoder.encode(text.replaceAll('\n', end));
        const edges = [
          0,
          ...cuts.map((cut) => Math.min(cut, bytes.length)).sort((a, b) => a - b),
          bytes.length,
        ];
        const chunks = edges.slice(1).map((edge, index) => bytes.subarray(edges[index], edge));
        expect(decode(...chunks)).toEqual(expected);
      },
    );
    fc.assert(property, { numRuns: 500 });
  });

  it.each([
    ['a line that never ends', ['data: 1\n\ndata: ', 'x'.repeat(600_000), 'x'.repeat(600_000)]],
    ['a line that ends too late', [`data: 1\n\ndata: ${'x'.repeat(1_100_000)}\n\n`]],
    ['an event of many lines', ['data: 1\n\n', `data: ${'x'.repeat(400_000)}\n`.repeat(3)]],
  ])('must not be filled up by %s, and hears what came before', (_threat, chunks) => {
    const events: ServerSentEvent[] = [];
    const decoder = new ServerSentEventDecoder((event) => events.push(event));
    expect(() => chunks.forEach((chunk) => decoder.push(encoder.encode(chunk)))).toThrow(StreamFault);
    expect(events).toEqual([{ event: '', data: '1' }]);
  });
});
