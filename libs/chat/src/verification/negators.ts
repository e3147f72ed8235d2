import { stem } from './stem.js';
import type { Token } from './tokenise.js';
import { isManner } from './word-lists.js';
import type { Word } from './word.js';

const NEGATORS = new Set(
  'not no never none nothing nobody nowhere neither nor cannot without hardly barely scarcely unable'.split(
    ' ',
  ),
);
/** These deny before a verb: "failed to reach", but not "failed requests". */
const NEGATORS_BEFORE_TO = new Set(['fail', 'refus']);
/** "not only", "no doubt", "no sooner": nothing is denied. */
const HARMLESS = new Set('only just merely least doubt matter later sooner necessarily until'.split(' '));
/** "Not all": fewer, and not none. */
const UNIVERSAL = new Set('all every everyone everybody everything each both'.split(' '));

/** Tokens a negator reaches: it turns the first content word after it, adverbs aside. */
const REACH = 6;
const BREAK = /[,;:()–—.]/;

/** Whether this word turns what follows it. */
export function isNegator(tokens: readonly Token[], at: number): boolean {
  const { folded, stem } = (tokens[at] as Token).word;
  const next = tokens[at + 1];
  if (NEGATORS.has(folded) || folded.endsWith("n't"))
    return next === undefined || !(isHarmless(folded, next.word.folded) || isBound(tokens, at));
  if (isInstead(tokens, at)) return true;
  return NEGATORS_BEFORE_TO.has(stem) && next?.word.folded === 'to';
}

const isHarmless = (negator: string, next: string): boolean =>
  HARMLESS.has(next) || (negator === 'not' && UNIVERSAL.has(next));

/** "Rather than", "instead of": what follows is not so. */
function isInstead(tokens: readonly Token[], at: number): boolean {
  const [before, word] = [tokens[at - 1]?.word.folded, tokens[at]?.word.folded];
  return (word === 'than' && before === 'rather') || (word === 'of' && before === 'instead');
}

/** "No more than eight", "never waits longer than": a bound, nothing is denied. */
const isBound = (tokens: readonly Token[], at: number): boolean =>
  [2, 3, 4].some(
    (step) =>
      tokens[at + step]?.word.folded === 'than' && COMPARATIVE.test(tokens[at + step - 1]?.word.folded ?? ''),
  );
const COMPARATIVE = /^(?:more|less|[a-z]{3,}er)$/;

/** Whether the word at `at` is said not to be: a negator stands shortly before it, in its clause. */
export function isNegated(text: string, tokens: readonly Token[], at: number): boolean {
  for (let back = at - 1; back >= Math.max(0, at - REACH); back--) {
    const { word } = tokens[back] as Token;
    if (isBreak(text, tokens, back)) return false;
    if (isNegator(tokens, back)) return true;
    if ((!word.isFunction && !isPassedOver(word)) || CARRIES.has(word.folded)) return false;
  }
  return false;
}

/** Function words that take a "not" upon themselves: "not used for 30 minutes" denies the use. */
const CARRIES = new Set(['used', 'using', 'use', 'able', 'known', 'done']);

/** "Not really see", "no longer see". */
const isPassedOver = ({ folded }: Word): boolean => folded === 'longer' || isManner(folded);

/** Whether a clause ends between this token and the next. */
export function isBreak(text: string, tokens: readonly Token[], at: number): boolean {
  if (tokens[at + 1] === undefined) return true;
  const [token, next] = [tokens[at] as Token, tokens[at + 1] as Token];
  return token.sentence !== next.sentence || BREAK.test(text.slice(token.end, next.start));
}

/** Words that deny without a "not": with one of them about, a missing "not" is no contradiction. */
const DENIALS = new Set(
  `reject refuse deny decline avoid prevent exclude oppose forbid ban prohibit disable stop block miss ignore instead
  rather free unlike except rare seldom bypass absence contrary withdraw drop discard cancel abandon unless lack
  fail few little skip omit leave replace supersede retire discontinue remove deprecate obsolete off`
    .split(/\s+/)
    .map(stem),
);
const DENYING_PREFIX =
  /^(?:un(?!i|der|til|ic)|in(?:sufficien|capab|activ|valid|visib|dependen)|im(?:possib)|ir(?:regul|relev)|il(?:legal)|dis(?!cover|cuss|tric|pla|tin|tan|trib|k)|non)/;

export function denies({ folded, stem: stemmed, root }: Word): boolean {
  return DENIALS.has(stemmed) || DENIALS.has(root) || (folded.length > 6 && DENYING_PREFIX.test(folded));
}

/** "Turned down", "switched off". */
export const isTurnedDown = (tokens: readonly Token[], at: number): boolean =>
  /^(?:turn|switch|call)(?:s|ed|ing)?$/.test((tokens[at] as Token).word.folded) &&
  /^(?:down|off|away)$/.test(tokens[at + 1]?.word.folded ?? '');
