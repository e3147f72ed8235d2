import { FakeClock } from '@app/platform/testing';
import type { SearchResult } from '../search-engine.js';
import { StoredResults } from './stored-results.js';

const result = (degraded: boolean): SearchResult => ({ hits: [], billedRequests: 0, degraded });

describe(StoredResults.name, () => {
  it('must not count an answer twice that takes the place of another', () => {
    const clock = new FakeClock();
    const stored = new StoredResults({ clock, ttlMs: 10, maxEntries: 5, maxBytes: 700 });
    for (let time = 0; time < 100; time += 1) stored.set('a', result(time % 2 === 0));
    stored.set('b', result(true));
    expect([stored.get('a'), stored.get('b')]).toEqual([result(false), result(true)]);
  });
});
