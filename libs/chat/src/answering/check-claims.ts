import type { AppConfig, Clock, LoopTurns } from '@app/platform';
import type { CheckedCitation, CheckedVerification, Citation } from '../chat-response.js';
import { type PreparedSources, titled } from '../sources/prepared-sources.js';
import { ClaimTexts } from '../verification/claim-texts.js';
import { type PreparedSource, prepareSource } from '../verification/prepared-source.js';
import { type SemanticCheck, verifySemantically } from '../verification/semantic-check.js';
import type { Verification } from '../verification/verification.js';
import { verifyClaim } from '../verification/verify-claim.js';
import type { Draft } from './draft.js';

export interface CitationCheck {
  readonly config: AppConfig['citations'];
  readonly prepared: PreparedSources;
  /** Null: words alone decide. */
  readonly judge: SemanticCheck | null;
  readonly signal: AbortSignal;
  readonly clock: Clock;
  readonly turns: LoopTurns;
}

const NO_EVIDENCE = { source: null, page: null, isOwnWords: false };

/** After so many milliseconds of comparing words everybody else in the process has a turn. */
const LONGEST_STRETCH_MS = 10;

/**
 * Holds the citations that were not held yet against their sources: each claim against each source once, however often
 * it is cited. By citation id; all have been compared by words when this resolves, and the judge is at work.
 */
export async function checkClaims(
  draft: Draft,
  content: string,
  citations: readonly Citation[],
  check: CitationCheck,
): Promise<ReadonlyMap<number, Promise<CheckedCitation>>> {
  const claims = new ClaimTexts(content, citations);
  const snippets = new Map<number, PreparedSource>();
  const known = new Map<string, Promise<Verification>>();
  const found = new Map<number, Promise<CheckedCitation>>();
  let since = check.clock.monotonic();
  for (const citation of citations) {
    if (citation.verification || draft.checkedAhead.has(citation.id)) continue;
    const claim = claims.of(citation);
    const verification = fromMap(known, `${citation.source_id} ${claim}`, () =>
      judged(claim, compare(draft, claim, citation.source_id, check, snippets), check),
    );
    found.set(citation.id, receipt(draft, citation, verification));
    if (check.clock.monotonic() - since < LONGEST_STRETCH_MS) continue;
    await check.turns.next();
    since = check.clock.monotonic();
  }
  return found;
}

function compare(
  draft: Draft,
  claim: string,
  sourceId: number,
  { config, prepared }: CitationCheck,
  snippets: Map<number, PreparedSource>,
): Verification {
  const { source, page, isOwnWords } = draft.sources.evidenceOf(sourceId) ?? NO_EVIDENCE;
  const text = source && isOwnWords ? titled(source.title, source.snippet) : '';
  const evidence = page ? prepared.ofPage(page) : fromMap(snippets, sourceId, () => prepareSource(text));
  return verifyClaim(claim, evidence, {
    thresholds: { supported: config.supportedFrom, partial: config.partialFrom },
    checkedAgainst: page ? 'page' : 'snippet',
  });
}

/** The judge costs a call: unless told otherwise, it is asked where words leave it open. Stopped meanwhile, the words' verdict stands. */
async function judged(
  claim: string,
  lexical: Verification,
  { config, judge, signal }: CitationCheck,
): Promise<Verification> {
  const isSettled = lexical.verdict === 'supported' && config.judgeVerdicts === 'open';
  if (!judge || signal.aborted || isSettled) return lexical;
  return verifySemantically(claim, lexical, judge, signal).catch(() => lexical);
}

/** A citation keeps the passage, the time and the hash of what was read, so that it can be audited when the page has changed. */
async function receipt(
  { sources }: Draft,
  citation: Citation,
  found: Promise<Verification>,
): Promise<CheckedCitation> {
  const { verdict, score, method, checked_against, flags, quote } = await found;
  const { source, page } = sources.evidenceOf(citation.source_id) ?? NO_EVIDENCE;
  const verification: CheckedVerification = { verdict, score, method, checked_against, flags };
  return {
    ...citation,
    quote: quote?.text ?? null,
    verification,
    published_at: source?.published_at ?? null,
    fetched_at: source?.fetched_at ?? null,
    content_hash: page?.contentHash ?? null,
  };
}

function fromMap<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
