import type { PartialDate } from './read-dates.js';
import type { Quantity } from './quantity.js';
import { monthOf, readDates } from './read-dates.js';
import { readQuantities } from './read-quantities.js';
import { daysOf } from './prepared-source.js';
import { isLittle, languageOf, type Language } from './languages.js';
import { tokenise, TokenKind, type Token } from './tokenise.js';
import { COMMON_WORDS } from './word-lists.js';
import type { Word } from './word.js';

/** Characters and tokens of a claim that are read: some ten long sentences. */
export const CLAIM_LIMIT = 4_000;
const CLAIM_TOKENS = 400;
/** More numbers than that are a table and no claim; those beyond are not looked for. */
const CLAIM_NUMBERS = 60;

/** A word, a number or a date of the claim that the source should hold. */
export interface ClaimTerm {
  readonly token: Token;
  /** Index of its token in the claim. */
  readonly at: number;
  readonly kind: 'word' | 'name' | 'quantity' | 'date';
  /** How much it says, before the source is known: 0.4 for a common word, 1 for a rare one, more for a name. */
  readonly weight: number;
  readonly quantity: Quantity | null;
  readonly date: PartialDate | null;
}

export interface Claim {
  readonly text: string;
  readonly tokens: readonly Token[];
  readonly terms: readonly ClaimTerm[];
  readonly truncated: boolean;
  readonly language: Language;
}

const WEIGHT = {
  common: 0.4,
  adverb: 0.5,
  verb: 0.75,
  word: 1,
  name: 1.3,
  identifier: 1.4,
  quantity: 1.2,
  date: 1.2,
  ideograph: 0.5,
} as const;

/** `expected`: the language of what it is held against, for words that several have. */
export function readClaim(text: string, expected: Language = 'en'): Claim {
  const readable = text.slice(0, CLAIM_LIMIT).replace(/\s+/g, ' ');
  const { tokens, truncated } = tokenise(readable, CLAIM_TOKENS);
  const dates = readDates(readable, tokens);
  const days = daysOf(dates, tokens, readable);
  const language = languageOf(tokens, expected);
  const quantities = readQuantities(readable, tokens, days, language);
  return {
    text: readable,
    tokens,
    language,
    terms: termsOf(tokens, language, dates.slice(0, CLAIM_NUMBERS), quantities.slice(0, CLAIM_NUMBERS)),
    truncated: truncated || text.length > CLAIM_LIMIT || quantities.length > CLAIM_NUMBERS,
  };
}

function termsOf(
  tokens: readonly Token[],
  language: Language,
  dates: readonly PartialDate[],
  quantities: readonly Quantity[],
): ClaimTerm[] {
  const terms = new Map<number, ClaimTerm>();
  const taken = new Set<number>();
  for (const date of dates) {
    if (terms.has(date.first)) continue;
    terms.set(date.first, term(tokens, date.first, 'date', WEIGHT.date, null, date));
    for (let at = date.first; at < date.end; at++) taken.add(at);
  }
  for (const quantity of quantities) {
    if (taken.has(quantity.first)) continue;
    terms.set(
      quantity.first,
      term(
        tokens,
        quantity.first,
        'quantity',
        quantity.weak ? WEIGHT.common : WEIGHT.quantity,
        quantity,
        null,
      ),
    );
    for (let at = quantity.first; at < quantity.end; at++) taken.add(at);
  }
  const cased = saysSomethingByCase(tokens);
  for (let at = 0; at < tokens.length; at++) {
    const { word, kind } = tokens[at] as Token;
    if (taken.has(at) || kind === TokenKind.Number || (isEmpty(word, language) && !isInitials(word, cased)))
      continue;
    const isName = cased && isNameAt(tokens, at);
    terms.set(
      at,
      term(tokens, at, isName ? 'name' : 'word', priorOf(tokens[at] as Token, isName), null, null),
    );
  }
  return [...terms.values()].sort((a, b) => a.at - b.at);
}

const isEmpty = ({ folded, isFunction }: Word, language: Language): boolean =>
  language === 'en' ? isFunction : isLittle(language, folded);

function term(
  tokens: readonly Token[],
  at: number,
  kind: ClaimTerm['kind'],
  weight: number,
  quantity: Quantity | null,
  date: PartialDate | null,
): ClaimTerm {
  return { token: tokens[at] as Token, at, kind, weight, quantity, date };
}

function priorOf({ word, kind }: Token, isName: boolean): number {
  if (kind === TokenKind.Ideograph) return WEIGHT.ideograph;
  if (word.hasDigit) return WEIGHT.identifier;
  if (isName) return WEIGHT.name;
  if (word.folded.length < 2) return WEIGHT.common;
  if (COMMON_WORDS.has(word.folded) || COMMON_STEMS.has(word.stem)) return WEIGHT.common;
  if (word.folded.endsWith('ly')) return WEIGHT.adverb;
  // Verbs are what people put in other words first.
  return /(?:ed|ing)$/.test(word.folded) ? WEIGHT.verb : WEIGHT.word;
}

const COMMON_STEMS = new Set<string>();
for (const common of COMMON_WORDS) COMMON_STEMS.add(tokenise(common, 1).tokens[0]?.word.stem ?? common);

/** `US`, `WHO`, `IT`: written like that they are no pronouns. */
const isInitials = (word: Word, cased: boolean): boolean =>
  cased && word.allCapitals && word.folded.length > 1;

/** "Council Approves New Bridge" has them all; "Vega was bought by Orion in March" has three of four. */
const HEADLINE = 0.9;

/** False for a claim in capitals throughout, or Titled Like A Headline. */
function saysSomethingByCase(tokens: readonly Token[]): boolean {
  if (!tokens.some(({ kind, word }) => kind === TokenKind.Word && !word.capital)) return false;
  const words = tokens.filter(({ kind, word }) => kind === TokenKind.Word && !word.isFunction);
  const capitals = words.filter(({ word }) => word.capital).length;
  return words.length < 4 || capitals / words.length < HEADLINE;
}

/** A capital says "name" inside a sentence; at its start only where another capital follows, or inside the word. */
function isNameAt(tokens: readonly Token[], at: number): boolean {
  const { word, sentence } = tokens[at] as Token;
  if (!word.capital || monthOf(word.folded) !== undefined) return false;
  const before = tokens[at - 1];
  if (before !== undefined && before.sentence === sentence) return true;
  const next = tokens[at + 1];
  if (word.allCapitals && word.folded.length > 1) return true;
  return (
    next !== undefined && next.word.capital && !COMMON_WORDS.has(word.folded) && next.kind === TokenKind.Word
  );
}
