import { publishedAt } from '../published-at.js';
import type { FoundPage } from '../to-hits.js';
import { objectsOf, type WireObject } from '../wire-values.js';

/** Tavily's `results`, by their `score`: the best one first. One without a score keeps its place behind them. */
export function toPages(results: readonly unknown[], engine: string, now: number): FoundPage[] {
  return objectsOf(results)
    .toSorted((left, right) => scoreOf(right) - scoreOf(left))
    .map(({ url, title, content, published_date: date }) => ({
      url,
      title,
      snippet: content,
      publishedAt: publishedAt(date, now),
      engine,
    }));
}

function scoreOf({ score }: WireObject): number {
  return typeof score === 'number' && Number.isFinite(score) ? score : 0;
}
