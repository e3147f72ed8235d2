import { publishedAt } from '../published-at.js';
import type { FoundPage } from '../to-hits.js';
import type { WireObject } from '../wire-values.js';

/** An entry of `web.results`. `page_age` is a date, `age` the same in words: "2 days ago". */
export function toPage(result: WireObject, engine: string, now: number): FoundPage {
  const { url, title, description, page_age: date, age } = result;
  return {
    url,
    title,
    snippet: description,
    publishedAt: publishedAt(date, now) ?? publishedAt(age, now),
    engine,
  };
}
