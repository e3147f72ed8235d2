import { AppError, type AppConfig } from '@app/platform';
import type { CitationRejected, CitationVerified } from '../chat-event.js';
import type { CheckedCitation, CheckedVerification, Citation } from '../chat-response.js';
import { type PreparedSources, titled } from '../sources/prepared-sources.js';
import { applyCitationPolicy } from '../verification/citation-policy.js';
import { type PreparedSource, prepareSource } from '../verification/prepared-source.js';
import { type SemanticCheck, verifySemantically } from '../verification/semantic-check.js';
import type { Verification } from '../verification/verification.js';
import { verifyClaim } from '../verification/verify-claim.js';
import type { Draft } from './draft.js';
import type { EventSequence } from './event-sequence.js';

export interface CitationCheck {
  readonly config: AppConfig['citations'];
  readonly prepared: PreparedSources;
  /** Null: words alone decide. */
  readonly judge: SemanticCheck | null;
  readonly signal: AbortSignal;
}

const NO_EVIDENCE = { source: null, page: null, isOwnWords: false };

/**
 * Holds every citation that was not held yet against its source, tells the verdicts, and does with the
 * unsupported ones what the policy says. A citation keeps the passage, the time and the hash of what was read, so
 * that it can be audited when the page has changed.
 */
export async function* checkCitations(
  draft: Draft,
  check: CitationCheck,
  events: EventSequence,
): AsyncGenerator<CitationVerified | CitationRejected> {
  const snippets = new Map<number, PreparedSource>();
  for (const [index, citation] of draft.citations.entries()) {
    if (citation.verification) continue;
    const checked =
      draft.checkedAhead.get(citation.id) ??
      (await checkOne(draft, claimOf(draft.content, citation, draft.citations), citation, check, snippets));
    draft.citations[index] = checked;
    const { verification, quote = null } = checked;
    yield events.next('citation.verified', { citation_id: citation.id, verification, quote });
  }
  const { kept, dropped } = applyCitationPolicy(check.config.policy, draft.citations);
  if (dropped.length === 0) return;
  draft.citations.splice(0, draft.citations.length, ...kept);
  for (const { id, marker } of dropped) {
    const raw = draft.content.slice(marker.start_index, marker.end_index);
    yield events.next('citation.rejected', { raw, reason: 'unsupported', citation_id: id });
  }
}

/** For the policy `refuse`: throws unless every citation's source carries its claim, before anybody has read it. */
export async function refuseUnsupported(
  draft: Draft,
  content: string,
  citations: readonly Citation[],
  check: CitationCheck,
): Promise<void> {
  const snippets = new Map<number, PreparedSource>();
  for (const citation of citations) {
    const claim = claimOf(content, citation, citations);
    draft.checkedAhead.set(citation.id, await checkOne(draft, claim, citation, check, snippets));
  }
  if (!applyCitationPolicy('refuse', [...draft.checkedAhead.values()]).refused) return;
  throw new AppError(
    'unprocessable',
    'citations-unsupported',
    'The answer cited a source for something that the source does not say, so it is not given. Ask more narrowly, or again.',
  );
}

/** The claim without the markers in it, which are no words of it: the ones that were taken, and nothing else in brackets. */
function claimOf(
  content: string,
  { start_index, end_index }: Citation,
  citations: readonly Citation[],
): string {
  let claim = content.slice(start_index, end_index);
  const inside = citations
    .map(({ marker }) => marker)
    .filter((marker) => marker.start_index >= start_index && marker.end_index <= end_index);
  for (const { start_index: from, end_index: to } of inside)
    claim = claim.slice(0, from - start_index) + ' '.repeat(to - from) + claim.slice(to - start_index);
  return claim;
}

async function checkOne(
  draft: Draft,
  claim: string,
  citation: Citation,
  check: CitationCheck,
  snippets: Map<number, PreparedSource>,
): Promise<CheckedCitation> {
  const { source, page, isOwnWords } = draft.sources.evidenceOf(citation.source_id) ?? NO_EVIDENCE;
  const prepared = page
    ? check.prepared.ofPage(page)
    : fromMap(snippets, citation.source_id, () =>
        prepareSource(source && isOwnWords ? titled(source.title, source.snippet) : ''),
      );
  const { supportedFrom: supported, partialFrom: partial } = check.config;
  const lexical = verifyClaim(claim, prepared, {
    thresholds: { supported, partial },
    checkedAgainst: page ? 'page' : 'snippet',
  });
  const verification = await judged(claim, lexical, check);
  return {
    ...citation,
    quote: verification.quote?.text ?? null,
    verification: verdictOf(verification),
    published_at: source?.published_at ?? null,
    fetched_at: source?.fetched_at ?? null,
    content_hash: page?.contentHash ?? null,
  };
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

function verdictOf({ verdict, score, method, checked_against, flags }: Verification): CheckedVerification {
  return { verdict, score, method, checked_against, flags };
}

function fromMap<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
