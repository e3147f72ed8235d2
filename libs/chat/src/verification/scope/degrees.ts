import type { ClaimTerm } from '../claim-term.js';
import { ORDINALS } from '../number-words.js';
import type { Alignment } from './alignment.js';
import { isBreak, listed, wordAt, type Reading } from './reading.js';

const NO_DEGREE =
  listed(`forest interest request test west rest guest honest modest harvest protest suggest invest
  contest arrest digest conquest nest chest priest quest manifest southwest northwest everest budapest bucharest vest
  pest crest zest fest`);
const TOP = listed('first only best worst last top foremost');
const PARTLY = listed('among some several many');
const REACH = 5;

/** "Largest", "most expensive", "best". */
function isSuperlative(reading: Reading, at: number): boolean {
  const word = wordAt(reading, at);
  if (TOP.has(word)) return true;
  if (/^[a-z]{3,}est$/.test(word) && !NO_DEGREE.has(word)) return true;
  const before = wordAt(reading, at - 1);
  return (
    before === 'most' &&
    /^(?:the|'s|its|their|his|her|of)?$/.test(wordAt(reading, at - 2)) &&
    wordAt(reading, at - 2) !== ''
  );
}

/** "One of the largest", "second-largest", "among the youngest": near the top, and not at it. */
function rankOf(reading: Reading, at: number): string {
  for (let back = at - 1; back >= Math.max(0, at - REACH); back--) {
    const word = wordAt(reading, back);
    if (isBreak(reading, back)) break;
    if (ORDINALS.has(word) || word === 'second' || /^\d+(?:st|nd|rd|th)$/.test(word)) return word;
    if (word === 'one' && wordAt(reading, back + 1) === 'of') return 'one of';
    if (PARTLY.has(word)) return 'one of';
    if (word === 'arguably' || word === 'nearly' || word === 'almost' || word === 'perhaps') return word;
    if (reading.tokens[back]?.word.isFunction === false && word !== 'of') break;
  }
  return '';
}

/** "The largest" where the source says "one of the largest", "the second largest", or merely "large". */
export function degreeDiffers({ evidence: { claim, source }, places, inSentence }: Alignment): boolean {
  return claim.terms.some(({ at }: ClaimTerm, index) => {
    const said = places[index] as readonly number[];
    if (said.length === 0 || !inSentence[index] || !isSuperlative(claim, at)) return false;
    const ours = rankOf(claim, at);
    if (ours === 'one of') return false;
    return said.every((place) =>
      isSuperlative(source, place) ? rankOf(source, place) !== ours : isPositive(source, place, claim, at),
    );
  });
}

/** The same adjective without its degree; a synonym of another form tells nothing. */
function isPositive(source: Reading, place: number, claim: Reading, at: number): boolean {
  return source.tokens[place]?.word.stem === claim.tokens[at]?.word.stem && !TOP.has(wordAt(claim, at));
}
