import type { SearchResultBlockParam, ContentBlockParam } from '@anthropic-ai/sdk/resources/messages';
import type { CitedSource, CitedTurn } from '../cited-turn.js';
import { splitPassages } from './split-passages.js';

/** The sources as blocks that the vendor may point at, in their order, then the question. */
export function toContent({ sources, question }: CitedTurn): ContentBlockParam[] {
  return [...sources.map(toSearchResult), { type: 'text', text: question }];
}

/** The vendor refuses blank texts and titles: a source without them is its address. */
function toSearchResult({ url, title, text }: CitedSource): SearchResultBlockParam {
  const name = title.trim() || url;
  const passages = splitPassages(text);
  return {
    type: 'search_result',
    source: url,
    title: name,
    content: (passages.length > 0 ? passages : [name]).map((passage) => ({ type: 'text', text: passage })),
    citations: { enabled: true },
  };
}
