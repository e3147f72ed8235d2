import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CitableSource } from './known-sources.js';

/** What an answer must yield: sources by number, claims and markers as they read. */
export interface ConformanceCase {
  readonly name: string;
  readonly text: string;
  readonly citations: readonly { readonly source: number; readonly claim: string }[];
  readonly rejected: readonly string[];
}

interface MarkerFixture {
  readonly marker: string;
  readonly sources: readonly number[];
  readonly rejected?: readonly string[];
}

interface ContextFixture {
  readonly name: string;
  /** `{M}` is where the marker goes. */
  readonly text: string;
  /** Null: nothing there may be taken for a marker. */
  readonly claim: string | null;
  /** Sources cited before the marker. */
  readonly before?: readonly number[];
}

/** What may be cited in every text of the corpus. 5 has no address that could be linked to. */
export const SOURCES = (load('corpus') as { readonly sources: readonly CitableSource[] }).sources;

/** Every marker in every context, and the cases that stand for themselves. */
export function loadCorpus(): ConformanceCase[] {
  const markers = load('markers') as MarkerFixture[];
  const contexts = load('contexts') as ContextFixture[];
  const crossed = contexts.flatMap((context) => markers.map((marker) => cross(context, marker)));
  return [...crossed, ...(load('cases') as Partial<ConformanceCase>[]).map(complete)];
}

function load(name: string): unknown {
  return JSON.parse(readFileSync(join(__dirname, 'fixtures', `${name}.json`), 'utf8'));
}

function cross({ name, text, claim, before = [] }: ContextFixture, fixture: MarkerFixture): ConformanceCase {
  const earlier = before.map((source) => ({ source, claim: text.slice(0, text.indexOf(` [${source}]`)) }));
  const taken = claim === null ? [] : fixture.sources.map((source) => ({ source, claim }));
  return {
    name: `${fixture.marker} in ${name}`,
    text: text.replace('{M}', () => fixture.marker),
    citations: [...earlier, ...taken],
    rejected: claim === null ? [] : (fixture.rejected ?? []),
  };
}

function complete({
  name = '',
  text = '',
  citations = [],
  rejected = [],
}: Partial<ConformanceCase>): ConformanceCase {
  return { name, text, rejected, citations: citations.map(({ source, claim }) => ({ source, claim })) };
}
