import { PageCache } from './page-cache.js';
import type { PageReading } from './page-reader.js';

const page = (text: string): PageReading => ({ state: 'fetched', text, title: '' }) as PageReading;
const blocked = (code: string): PageReading => ({ state: 'blocked', code }) as PageReading;
const LIMITS = { maxBytes: 10_000, ttlMs: 1_000, blockedTtlMs: 100 };

describe(PageCache.name, () => {
  it('keeps a page for its time, and a blocked one for less', () => {
    const cache = new PageCache(LIMITS);
    cache.put('a', page('x'), 0);
    cache.put('b', blocked('status'), 0);
    expect(cache.get('a', 999)).toEqual(page('x'));
    expect(cache.get('b', 99)).toEqual(blocked('status'));
    expect(cache.get('a', 1_000)).toBeUndefined();
    expect(cache.get('b', 100)).toBeUndefined();
    expect(cache.bytes).toBe(0);
  });

  it.each(['busy', 'too-slow'])('does not keep what says nothing about the page: %s', (code) => {
    const cache = new PageCache(LIMITS);
    cache.put('a', blocked(code), 0);
    expect(cache.get('a', 0)).toBeUndefined();
  });

  it('weighs no more than it may; what was not used for longest goes', () => {
    const cache = new PageCache(LIMITS);
    for (const key of ['a', 'b', 'c']) cache.put(key, page('x'.repeat(1_000)), 0);
    cache.get('a', 0);
    cache.put('d', page('x'.repeat(1_000)), 0);
    expect(['a', 'b', 'c', 'd'].map((key) => cache.get(key, 0) !== undefined)).toEqual([
      true,
      false,
      true,
      true,
    ]);
    expect(cache.bytes).toBeLessThanOrEqual(LIMITS.maxBytes);
    cache.put('e', page('x'.repeat(10_000)), 0);
    expect(cache.bytes).toBe(0);
  });

  it('weighs a page that is put again once', () => {
    const cache = new PageCache();
    cache.put('a', page('x'), 0);
    const { bytes } = cache;
    cache.put('a', page('y'), 0);
    expect(cache.bytes).toBe(bytes);
    expect(cache.get('a', 0)).toEqual(page('y'));
  });
});
