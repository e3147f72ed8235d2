import { GenerationCache } from './generation-cache.js';

describe(GenerationCache.name, () => {
  it('keeps what is used and forgets what is not', () => {
    const cache = new GenerationCache<string, number>(2);
    cache.set('used', 1);
    cache.set('idle', 2);
    cache.set('third', 3);
    expect(cache.get('used')).toBe(1);
    cache.set('fourth', 4);
    cache.set('fifth', 5);
    expect(cache.get('idle')).toBeUndefined();
    expect(cache.get('used')).toBe(1);
  });

  it('never holds more than twice its capacity', () => {
    const cache = new GenerationCache<number, number>(10);
    for (let key = 0; key < 1_000; key++) cache.set(key, key);
    expect(cache.size).toBeLessThanOrEqual(20);
  });
});
