import { CitationQueue, type CitationResult } from './citation-queue.js';
import { KnownSources } from './known-sources.js';
import type { Span } from './prose.js';

const at = (start: number): Span => ({ start, end: start + 3 });

function queueOf(): CitationQueue {
  return new CitationQueue(new KnownSources([{ id: 1, url: '', title: '' }]));
}

function add(queue: CitationQueue, start: number, claim: Span | null): void {
  queue.add({ ids: [1], raw: '[1]', marker: at(start), claim });
}

function claimsOf(queue: CitationQueue, mark = Infinity): number[] {
  const results: CitationResult[] = [];
  queue.drain(mark, results);
  return results.flatMap((result) => (result.type === 'citation' ? [result.citation.start_index] : []));
}

describe(CitationQueue.name, () => {
  it('gives a claim to those from a mark on that have none, and to each but once', () => {
    const queue = queueOf();
    add(queue, 10, null);
    const mark = queue.mark;
    add(queue, 20, { start: 15, end: 19 });
    add(queue, 30, null);
    queue.resolve(mark, { start: 25, end: 29 });
    queue.resolve(0, { start: 5, end: 9 });
    queue.resolve(0, { start: 0, end: 1 });
    expect(claimsOf(queue)).toEqual([5, 15, 25]);
  });

  it('forgets what is cut back, and what waited for a claim there', () => {
    const queue = queueOf();
    add(queue, 10, null);
    const mark = queue.mark;
    add(queue, 20, null);
    queue.cutBack(mark);
    add(queue, 30, { start: 25, end: 29 });
    queue.resolve(0, null);
    expect(claimsOf(queue)).toEqual([10, 25]);
  });

  it('counts on from those that have left', () => {
    const queue = queueOf();
    add(queue, 10, { start: 5, end: 9 });
    expect(claimsOf(queue)).toEqual([5]);
    const mark = queue.mark;
    add(queue, 20, null);
    queue.resolve(mark + 1, at(0));
    expect(claimsOf(queue)).toEqual([]);
    queue.resolve(mark, { start: 15, end: 19 });
    expect(claimsOf(queue, mark)).toEqual([]);
    expect(claimsOf(queue)).toEqual([15]);
  });

  it('must not look at all that wait again for each sentence', () => {
    const queue = queueOf();
    let looks = 0;
    for (let index = 0; index < 1_000; index++) {
      const queued = {
        ids: [1],
        raw: '[1]',
        marker: at(index),
        get claim(): Span | null {
          looks++;
          return at(index);
        },
      };
      queue.add(queued);
      queue.resolve(0, at(index));
    }
    expect(looks).toBeLessThanOrEqual(2_000);
  });
});
