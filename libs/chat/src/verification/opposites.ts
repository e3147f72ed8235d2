import type { ClaimTerm } from './claim-term.js';
import type { Evidence } from './evidence.js';
import { isNegated } from './negators.js';
import { stem } from './stem.js';
import type { Token } from './tokenise.js';

/** Words that exclude one another where they say the same thing of the same thing: a line each, two sides. */
const PAIRS = `
increase rise grow climb gain raise higher upward surge jump expand|decrease fall decline drop shrink lower lowered slip reduce downward slow ease weaken worsen dip
more|less fewer
win victory|lose loss defeat
lose|gain add
profit surplus|loss deficit
early|late later
first|last
open|close shut
begin start|end finish stop
accept approve adopt welcome|reject refuse decline block criticize
support favour|oppose
include|exclude
above over|below under
north northern|south southern
east eastern|west western
hot warm|cold cool
high tall|low short
large big|small
long|short
old|young
rich|poor
strong strongest|weak weakest
fast faster quick quicker quickly|slow slower slowly
difficult hard|easy
male man boy husband brother father son|female woman girl wife sister mother daughter
king|queen
buy purchase acquire|sell
import|export
arrive enter|depart leave
double|triple treble quadruple halve
triple treble|quadruple halve
quadruple|halve
once|twice thrice
enable activate|off deactivate
experimental|stable mature
enable allow permit|disable forbid prohibit ban prevent
public|private
internal inside|external outside
maximum max|minimum min
true|false
success succeed|failure fail
alive live|dead
birth born|death die
same|different
encourage|discourage
synchronous|asynchronous
require mandatory|optional
confirm admit acknowledge|deny dispute
deep deeper|shallow shallower
finish complete|unfinish incomplete
always|never rarely
best|worst
better improve|worse worsen
majority|minority
remember|forget
appear|vanish disappear
guilty|innocent
legal|illegal
lawful|unlawful
cheap|expensive
safe|dangerous
heavy|light
full|empty
wet|dry
summer|winter
spring|autumn
day|night
front|rear
parallel|serial sequential
ascend|descend
create|delete remove
add|remove
lock|unlock
read|write
stable|unstable
mobile|fixed
temporary|permanent
rural|urban
ally|enemy`;

interface Side {
  readonly own: ReadonlySet<string>;
  readonly other: ReadonlySet<string>;
}

const SIDES = new Map<string, Side[]>();
for (const line of PAIRS.trim().split('\n')) {
  const [left = [], right = []] = line.split('|').map((side) => side.split(' ').map(stem));
  enter(left, right);
  enter(right, left);
}

function enter(words: readonly string[], others: readonly string[]): void {
  const side = { own: new Set(words), other: new Set(others) };
  for (const word of words) SIDES.set(word, [...(SIDES.get(word) ?? []), side]);
}

/** Tokens between a word and what it is said of, in the claim and in the source. */
const CLAIM_REACH = 4;
const SOURCE_REACH = 4;
/** A place that only says something similar is no ground for a contradiction. */
const RELATED = 0.85;
/** Words of one claim that are looked at: no sentence has more, and a list of opposites costs no more. */
const MOST_WORDS = 40;

/** Of a quantifier only its noun counts, right behind it. */
const QUANTIFIER_REACH = 2;
const QUANTIFIERS: Side = {
  own: new Set(['all', 'every', 'each']),
  other: new Set(['some', 'most', 'many', 'several', 'few', 'half'].map(stem)),
};

/** Words of the claim whose contrary the source says of the same thing. */
export function contradictedWords(evidence: Evidence): string[] {
  const { claim } = evidence;
  const stems = new Set(claim.tokens.flatMap(({ word }) => [word.stem, word.root]));
  const found = new Set<string>();
  let looked = 0;
  for (let at = 0; at < claim.tokens.length && looked < MOST_WORDS; at++) {
    const { word } = claim.tokens[at] as Token;
    if (SIDES.has(word.stem)) looked++;
    for (const side of SIDES.get(word.stem) ?? []) {
      if ([...side.other].some((other) => stems.has(other))) continue;
      if (isContradicted(at, side, evidence)) found.add(word.folded);
    }
    if (QUANTIFIERS.own.has(word.folded) && isOverstated(at, evidence)) found.add(word.folded);
  }
  return [...found];
}

/** The contrary stands beside what the claim's word stands beside, nearer than the word or its like. */
function isContradicted(at: number, side: Side, evidence: Evidence): boolean {
  const { claim, near, source } = evidence;
  const { sentence } = claim.tokens[at] as Token;
  const denied = isNegated(claim.text, claim.tokens, at);
  let own = Number.POSITIVE_INFINITY;
  let other = Number.POSITIVE_INFINITY;
  for (let index = 0; index < claim.terms.length; index++) {
    const term = claim.terms[index] as ClaimTerm;
    const distance = Math.abs(term.at - at);
    if (distance === 0 || distance > CLAIM_REACH || term.token.sentence !== sentence) continue;
    for (const { at: place, quality } of near[index] as Evidence['near'][number]) {
      if (quality < RELATED) continue;
      own = Math.min(own, distanceTo(side.own, place, source.tokens));
      const distance = distanceTo(
        side.other,
        place,
        source.tokens,
        (other) => isNegated(source.text, source.tokens, other) !== denied,
      );
      other = Math.min(other, distance);
    }
  }
  return other <= SOURCE_REACH && other < own;
}

/** "All trains" where the source has "most trains". */
function isOverstated(at: number, { claim, near, source }: Evidence): boolean {
  return claim.terms.some((term, index) => {
    if (term.at <= at || term.at > at + QUANTIFIER_REACH) return false;
    const here = near[index] as Evidence['near'][number];
    const has = (stems: ReadonlySet<string>): boolean =>
      here.some((place) => [1, 2].some((step) => stems.has(source.tokens[place.at - step]?.word.stem ?? '')));
    return has(QUANTIFIERS.other) && !has(QUANTIFIERS.own);
  });
}

/** To the next of these words in the sentence; what is turned by a "not" is passed over. */
function distanceTo(
  stems: ReadonlySet<string>,
  place: number,
  tokens: readonly Token[],
  isTurned: (at: number) => boolean = () => false,
): number {
  const { sentence } = tokens[place] as Token;
  for (let distance = 1; distance <= 3 * SOURCE_REACH; distance++) {
    for (const at of [place - distance, place + distance]) {
      const token = tokens[at];
      if (token === undefined || token.sentence !== sentence || !stems.has(token.word.stem)) continue;
      if (!isTurned(at)) return distance;
    }
  }
  return Number.POSITIVE_INFINITY;
}
