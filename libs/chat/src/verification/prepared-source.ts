import { joinedWords } from './joined-words.js';
import { languageOf, lightStem, type Language } from './languages.js';
import type { Quantity } from './quantity.js';
import { readDates, type PartialDate } from './read-dates.js';
import { readQuantities } from './read-quantities.js';
import { tokenise, type Sentence, type Token } from './tokenise.js';

/** Characters of a source that are read; what lies beyond is not checked, and `truncated` says so. */
export const SOURCE_LIMIT = 200_000;
/** About five characters a token; a text of single characters may not cost more than ordinary prose. */
export const SOURCE_TOKENS = 50_000;

/**
 * A source's text, read once for any number of claims; keep it as long as its answer is written. About 250 bytes
 * a word. Its parts are the verifier's own business.
 */
export interface PreparedSource {
  readonly text: string;
  readonly truncated: boolean;
  readonly tokens: readonly Token[];
  readonly sentences: readonly Sentence[];
  /** Token indices by what a word is without its ending, ascending. */
  readonly byStem: ReadonlyMap<string, readonly number[]>;
  /** Stems by their root. */
  readonly byRoot: ReadonlyMap<string, readonly string[]>;
  /** Compounds without their joints (`long-term`, `maxConnections`), initials of names, and words in capitals. */
  readonly byWhole: ReadonlyMap<string, readonly number[]>;
  readonly byInitials: ReadonlyMap<string, readonly number[]>;
  readonly quantities: readonly Quantity[];
  /** By their first token. */
  readonly quantityAt: ReadonlyMap<number, Quantity>;
  /** By their sentence. */
  readonly quantitiesIn: ReadonlyMap<number, readonly Quantity[]>;
  readonly dates: readonly PartialDate[];
  readonly language: Language;
  /** Token indices by what a word is without its ending, where it is no English. */
  readonly byLightStem: ReadonlyMap<string, readonly number[]>;
}

/** O(length) up to the limits: about 0.05 ms for 1 kB of English. */
export function prepareSource(text: string): PreparedSource {
  const readable = text.length > SOURCE_LIMIT ? text.slice(0, SOURCE_LIMIT) : text;
  const { tokens, sentences, truncated } = tokenise(readable, SOURCE_TOKENS);
  const byStem = new Map<string, number[]>();
  const byRoot = new Map<string, string[]>();
  for (let at = 0; at < tokens.length; at++) {
    const { word } = tokens[at] as Token;
    const places = byStem.get(word.stem);
    if (places !== undefined) places.push(at);
    else {
      byStem.set(word.stem, [at]);
      const related = byRoot.get(word.root);
      if (related === undefined) byRoot.set(word.root, [word.stem]);
      else related.push(word.stem);
    }
  }
  const dates = readDates(readable, tokens);
  const language = languageOf(tokens, 'other');
  const quantities = readQuantities(readable, tokens, daysOf(dates, tokens, readable), language);
  return {
    text: readable,
    truncated: truncated || readable.length < text.length,
    tokens,
    sentences,
    byStem,
    byRoot,
    ...joinedWords(readable, tokens),
    quantities,
    quantitiesIn: bySentence(quantities),
    quantityAt: new Map(quantities.map((quantity) => [quantity.first, quantity])),
    dates,
    language,
    byLightStem: byLightStem(tokens, language),
  };
}

function byLightStem(tokens: readonly Token[], language: Language): Map<string, number[]> {
  const places = new Map<string, number[]>();
  if (language === 'en' || language === 'other') return places;
  tokens.forEach(({ word }, at) => {
    const stemmed = lightStem(language, word.folded);
    const known = places.get(stemmed);
    if (known === undefined) places.set(stemmed, [at]);
    else known.push(at);
  });
  return places;
}

/** The tokens of dates that count nothing but days; a year may be met as a number too. */
export function daysOf(
  dates: readonly PartialDate[],
  tokens: readonly Token[],
  text: string,
): ReadonlySet<number> {
  const days = new Set<number>();
  for (const { first, end } of dates) {
    for (let at = first; at < end; at++) {
      const { start, end: stop } = tokens[at] as Token;
      if (stop - start !== 4 || !/^\d{4}/.test(text.slice(start, stop))) days.add(at);
    }
  }
  return days;
}

function bySentence(quantities: readonly Quantity[]): Map<number, Quantity[]> {
  const found = new Map<number, Quantity[]>();
  for (const quantity of quantities) {
    const own = found.get(quantity.sentence);
    if (own === undefined) found.set(quantity.sentence, [quantity]);
    else own.push(quantity);
  }
  return found;
}
