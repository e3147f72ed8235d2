import { isNegated } from '../negators.js';
import { TokenKind } from '../tokenise.js';
import { type Alignment, inSentences } from './alignment.js';
import { compareFrames, type Finding, isCrossed, ROLES, shareOf } from './compare-frames.js';
import { conversesOf, type Exchange } from './converses.js';
import { type Frame, frameAt } from './frame.js';
import { COPULAS, isVerb } from './is-verb.js';
import { isBreak, listed, wordAt, type Reading } from './reading.js';

export interface RoleFindings {
  readonly differs: boolean;
  /** Verbs of the claim for which the source has the converse, with the parts changed: "bought from", "sold to". */
  readonly agreed: readonly string[];
}

/** The verbs that both texts use: whether the things around them have changed places. */
export function compareRoles(alignment: Alignment): RoleFindings {
  const { claim, source } = alignment.evidence;
  let differs = false;
  const agreed: string[] = [];
  for (const at of verbsIn(claim).slice(0, MOST_VERBS)) {
    // "Did not choose": who was not chosen stands elsewhere, and what the "not" says is compared by itself.
    if (isNegated(claim.text, claim.tokens, at)) continue;
    const ours = frameAt(claim, at);
    const findings = verbsLike(at, alignment)
      .slice(0, MOST_PLACES)
      .map((place) => compareFrames(ours, frameAt(source, place), place, alignment));
    const converse = conversesIn(at, ours, alignment);
    if (converse.includes('straight')) agreed.push(wordAt(claim, at));
    differs ||= isCrossed([...findings, ...converse]);
  }
  return { differs: differs || subjectsDiffer(alignment), agreed };
}

/** No sentence has more; a list of verbs costs no more than one. */
const MOST_VERBS = 24;
const MOST_PLACES = 8;
/** No terms, since they say little; but who says it, or comes from where, matters. */
const PLAIN_VERBS = new Map<string, ReadonlySet<string>>();
for (const forms of [listed('said says say'), listed('came comes come')])
  for (const form of forms) PLAIN_VERBS.set(form, forms);

function verbsIn(reading: Reading): number[] {
  const verbs: number[] = [];
  reading.tokens.forEach(({ word, kind }, at) => {
    if (kind === TokenKind.Word && (PLAIN_VERBS.has(word.folded) || isVerb(reading, at))) verbs.push(at);
  });
  return verbs;
}

/** Where the source has the claim's verb, or one that stands for it. */
function verbsLike(
  at: number,
  { termAt, places, sentences, evidence: { claim, source } }: Alignment,
): number[] {
  const word = wordAt(claim, at);
  const forms = PLAIN_VERBS.get(word);
  if (forms !== undefined)
    return inSentences(sentences, source).filter((place) => forms.has(wordAt(source, place)));
  const said = places[termAt[at] as number] ?? [];
  return said.filter((place) => isVerb(source, place) || wordAt(source, place) === word);
}

function conversesIn(at: number, ours: Frame, alignment: Alignment): Finding[] {
  const { evidence, sentences } = alignment;
  const converses = conversesOf(evidence.claim.tokens[at]?.word.stem ?? '');
  if (converses === undefined) return [];
  return inSentences(sentences.slice(0, MOST_PLACES), evidence.source).flatMap((place) => {
    const exchange = converses.get(evidence.source.tokens[place]?.word.stem ?? '');
    if (exchange === undefined || !isVerb(evidence.source, place)) return [];
    return [compareFrames(ours, exchanged(frameAt(evidence.source, place), exchange), place, alignment)];
  });
}

function exchanged(frame: Frame, exchange: Exchange): Frame {
  const turned = { ...frame };
  for (const role of ROLES) turned[role] = exchange[role] === undefined ? [] : frame[exchange[role]];
  return turned;
}

/** "Lake Sarn is the largest lake" where the source says it of another. */
function subjectsDiffer(alignment: Alignment): boolean {
  const { evidence, sentences } = alignment;
  const { claim, source } = evidence;
  const theirs = inSentences(sentences, source)
    .filter((at) => isCopula(source, at))
    .slice(0, MOST_PLACES);
  return claim.tokens.some((_, at) => {
    if (!isCopula(claim, at)) return false;
    const ours = frameAt(claim, at);
    const findings = theirs.map((place): Finding => {
      const other = frameAt(source, place);
      if (shareOf(ours.patient, other.patient, alignment) < 1) return 'unknown';
      return compareFrames(
        { ...ours, goal: [], origin: [] },
        { ...other, goal: [], origin: [] },
        place,
        alignment,
        true,
      );
    });
    return isCrossed(findings);
  });
}

/** "Is" as a verb of its own: no participle behind it. */
function isCopula(reading: Reading, at: number): boolean {
  if (!COPULAS.has(wordAt(reading, at)) || isBreak(reading, at)) return false;
  return !isVerb(reading, at + 1) && !COPULAS.has(wordAt(reading, at + 1));
}
