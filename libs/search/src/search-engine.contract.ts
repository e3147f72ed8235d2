import { AppError } from '@app/platform';
import type { SearchEngine, SearchRequest } from './search-engine.js';
import { SearchError } from './search-error.js';

export type SearchScenario =
  /** At least one page each of github.com, docs.example.com, example.com and evilexample.com; some of them old. */
  | 'results'
  | 'nothing'
  /** Null for an engine that has no words for it. */
  | 'unresponsive'
  /** An answer that fails after it was asked. */
  | 'failing'
  | 'silent';

export interface SearchSubject {
  readonly engine: SearchEngine;
  calls(): number;
}

/** When every contract search is made: where a `FakeClock` begins. */
const CONTRACT_NOW = Date.UTC(2026, 0, 1);

export const CONTRACT_SEARCH: SearchRequest = { query: 'cockatiel breaker', limit: 10 };

const hosts = (hits: readonly { url: string }[]): string[] => hits.map(({ url }) => new URL(url).hostname);

/** What every `SearchEngine` promises, the fake included. */
export function searchEngineContract(
  name: string,
  subjectOf: (scenario: SearchScenario) => SearchSubject | null,
): void {
  const create = (scenario: SearchScenario): SearchSubject => {
    const subject = subjectOf(scenario);
    if (!subject) throw new Error(`${name} has no answer for ${scenario}`);
    return subject;
  };

  describe(`${name} as a SearchEngine`, () => {
    it('gives whole hits, ranked from 1', async () => {
      const { hits, degraded, billedRequests } = await create('results').engine.search(CONTRACT_SEARCH);
      expect(hits.length).toBeGreaterThanOrEqual(4);
      expect(hits.map(({ rank }) => rank)).toEqual(hits.map((_, index) => index + 1));
      for (const hit of hits) {
        expect(hit).toEqual({
          url: expect.stringMatching(/^https?:/),
          canonicalUrl: expect.stringMatching(/^https?:/),
          title: expect.stringMatching(/./),
          snippet: expect.any(String),
          ...(hit.snippetOrigin && { snippetOrigin: 'model' }),
          publishedAt: hit.publishedAt === null ? null : expect.stringMatching(/^\d{4}-.*Z$/),
          engine: expect.stringContaining(''),
          rank: expect.any(Number),
        });
      }
      expect({ degraded, billedRequests }).toEqual({ degraded: false, billedRequests: 1 });
    });

    it('gives no more hits than wanted', async () => {
      const { hits } = await create('results').engine.search({ ...CONTRACT_SEARCH, limit: 2 });
      expect(hits).toHaveLength(2);
    });

    it('must not show evilexample.com where example.com is allowed', async () => {
      const { hits } = await create('results').engine.search({ ...CONTRACT_SEARCH, allow: ['example.com'] });
      expect(hosts(hits).map((host) => host.replace(/\.$/, ''))).toEqual(['docs.example.com', 'example.com']);
      expect(hits.map(({ rank }) => rank)).toEqual([1, 2]);
    });

    it('must not show a denied domain or what is below it', async () => {
      const { hits } = await create('results').engine.search({ ...CONTRACT_SEARCH, deny: ['example.com'] });
      expect(hosts(hits).filter((host) => /(^|\.)example\.com\.?$/.test(host))).toEqual([]);
      expect(hosts(hits)).toContain('evilexample.com');
    });

    it('gives a page once, and only pages of the web', async () => {
      const { hits } = await create('results').engine.search(CONTRACT_SEARCH);
      const pages = hits.map(({ canonicalUrl }) => canonicalUrl);
      expect(new Set(pages).size).toBe(pages.length);
      expect(hits.filter(({ url }) => !/^https?:\/\//.test(url))).toEqual([]);
    });

    it('must not show a page known to be older than asked for, and shows those of unknown age', async () => {
      const { hits } = await create('results').engine.search({ ...CONTRACT_SEARCH, recency: 'week' });
      const oldest = CONTRACT_NOW - 7 * 86_400_000;
      const dated = hits.filter(({ publishedAt }) => publishedAt !== null);
      expect(dated.filter(({ publishedAt }) => Date.parse(publishedAt ?? '') < oldest)).toEqual([]);
      expect(hits.length).toBeGreaterThan(dated.length);
      expect(hits.map(({ rank }) => rank)).toEqual(hits.map((_, index) => index + 1));
    });

    it('finds nothing, and says that it is all there is', async () => {
      const result = await create('nothing').engine.search(CONTRACT_SEARCH);
      expect(result).toMatchObject({ hits: [], degraded: false, billedRequests: 1 });
    });

    it('tells nothing found from an engine that did not answer in full, where it can tell', async () => {
      const subject = subjectOf('unresponsive');
      if (!subject) return expect(subject).toBeNull();
      expect(await subject.engine.search(CONTRACT_SEARCH)).toMatchObject({ hits: [], degraded: true });
    });

    it('fails with a SearchError that says how far it came', async () => {
      const failed = create('failing').engine.search(CONTRACT_SEARCH);
      await expect(failed).rejects.toBeInstanceOf(SearchError);
      await expect(failed).rejects.toBeInstanceOf(AppError);
      await expect(failed).rejects.toMatchObject({ progress: 'failed', retryable: true });
    });

    it('asks nothing when it is aborted before it begins', async () => {
      const subject = create('results');
      const reason = new Error('nobody waits');
      const search = subject.engine.search({ ...CONTRACT_SEARCH, signal: AbortSignal.abort(reason) });
      await expect(search).rejects.toBe(reason);
      expect(subject.calls()).toBe(0);
    });

    it('throws the reason of an abort while the engine is silent', async () => {
      const abort = new AbortController();
      const reason = new Error('the client went away');
      setTimeout(() => abort.abort(reason), 30);
      const search = create('silent').engine.search({ ...CONTRACT_SEARCH, signal: abort.signal });
      await expect(search).rejects.toBe(reason);
    });
  });
}
