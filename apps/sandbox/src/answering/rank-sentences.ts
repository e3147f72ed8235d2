import { GenerationCache } from '../generation-cache.js';
import { plainText } from '../text/plain-text.js';
import { sentences } from '../text/sentences.js';
import { terms } from '../text/words.js';
import type { Source } from './source.js';

/** A sentence that could stand in an answer. */
export interface Candidate {
  readonly text: string;
  readonly terms: ReadonlySet<string>;
  /** What its form alone takes away, as a share of a full match. */
  readonly penalty: number;
  /** Its place in the source, from 0. */
  readonly position: number;
}

export interface RankedSentence extends Candidate {
  readonly source: number;
  readonly score: number;
}

const LONGEST_SENTENCE = 420;
const FEWEST_WORDS = 5;
/** What a source's title says about its sentences, against a sentence's own words. */
const TITLE_WEIGHT = 0.35;

const prepared = new GenerationCache<string, readonly Candidate[]>(500);

/** Sentences by how much of the question they hold (rare words count more), best first. */
export function rankSentences(question: string, sources: readonly Source[]): RankedSentence[] {
  const asked = terms(question);
  const pools = sources.map((source) => ({ source, candidates: candidatesOf(source) }));
  const weights = weigh(
    asked,
    pools.flatMap((pool) => pool.candidates),
  );
  const full = Math.max(sum(weights.values()), Number.EPSILON);
  return pools
    .flatMap(({ source, candidates }, rank) => {
      const title = held(terms(`${source.title} ${source.url}`), weights) / full;
      return candidates.map((candidate) => {
        const own = held(candidate.terms, weights) / full;
        const score = own === 0 ? 0 : own + TITLE_WEIGHT * title - candidate.penalty - 0.01 * rank;
        return { ...candidate, source: source.id, score };
      });
    })
    .filter((sentence) => sentence.score > 0)
    .sort((left, right) => right.score - left.score);
}

/** IDF over the given sentences, so that a word that stands in all of them tells nothing apart. */
function weigh(asked: ReadonlySet<string>, candidates: readonly Candidate[]): Map<string, number> {
  const weights = new Map<string, number>();
  for (const term of asked) {
    const holders = candidates.reduce((count, candidate) => count + (candidate.terms.has(term) ? 1 : 0), 0);
    weights.set(term, Math.log(1 + candidates.length / (1 + holders)));
  }
  return weights;
}

function held(terms: ReadonlySet<string>, weights: ReadonlyMap<string, number>): number {
  let total = 0;
  for (const [term, weight] of weights) if (terms.has(term)) total += weight;
  return total;
}

const sum = (numbers: Iterable<number>): number => [...numbers].reduce((total, number) => total + number, 0);

function candidatesOf(source: Source): readonly Candidate[] {
  const known = prepared.get(source.content);
  if (known) return known;
  const made = passages(source.content)
    .flatMap((passage) => sentences(plainText(passage)))
    .map((text, position) => ({ text: withoutMarkers(text), position }))
    .filter(({ text }) => text.length <= LONGEST_SENTENCE && text.split(' ').length >= FEWEST_WORDS)
    .map(({ text, position }) => ({ text, position, terms: terms(text), penalty: penaltyOf(text) }));
  prepared.set(source.content, made);
  return made;
}

/** A line is a block of its page, and an ellipsis between words a gap: no sentence runs across either. */
const passages = (content: string): string[] => content.split(/\n+|(?:^|\s)…(?:\s|$)/);

/** Numbers in brackets would read as citations of our own. */
const withoutMarkers = (text: string): string => text.replace(/\s*\[\^?\d+(?:\s*[,–-]\s*\d+)*\]/g, '').trim();

/** A sentence that needs its surroundings, or is not one, makes a poor quotation. */
function penaltyOf(text: string): number {
  let penalty = 0;
  if (text.endsWith(':')) penalty += 0.3;
  if (text.endsWith('?')) penalty += 0.4;
  if (/(?:…|\.\.\.)$/.test(text)) penalty += 0.1;
  if (/^(?:see|read|check|visit|note that|for (?:more|further))\b/i.test(text)) penalty += 0.25;
  if (/^(?:and|but|or|so|this|that|these|those|it|they|otherwise|however)\b/i.test(text)) penalty += 0.1;
  if (/[{};]|=>|\bimport\b.*\bfrom\b|^\W*(?:const|let|var)\b/.test(text)) penalty += 0.3;
  if (!/[.!]["')]?$/.test(text)) penalty += 0.1;
  if (/^[a-z]/.test(text)) penalty += 0.1;
  return penalty;
}
