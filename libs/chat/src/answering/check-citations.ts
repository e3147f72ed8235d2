import { AppError } from '@app/platform';
import type { CitationRejected, CitationVerified } from '../chat-event.js';
import type { CheckedCitation } from '../chat-response.js';
import type { CitationOutput } from '../citations/citation-parser.js';
import { applyCitationPolicy } from '../verification/citation-policy.js';
import { checkClaims, type CitationCheck } from './check-claims.js';
import type { Draft } from './draft.js';
import type { EventSequence } from './event-sequence.js';

/**
 * Holds every citation that was not held yet against its source, tells the verdicts, and does with the
 * unsupported ones what the policy says.
 */
export async function* checkCitations(
  draft: Draft,
  check: CitationCheck,
  events: EventSequence,
): AsyncGenerator<CitationVerified | CitationRejected> {
  const found = await checkClaims(draft, draft.content, draft.citations, check);
  for (const [index, { id, verification: known }] of draft.citations.entries()) {
    if (known) continue;
    const checked = draft.checkedAhead.get(id) ?? (await found.get(id));
    if (!checked) continue;
    draft.citations[index] = checked;
    const { verification, quote = null } = checked;
    yield events.next('citation.verified', { citation_id: id, verification, quote });
  }
  const { kept, dropped } = applyCitationPolicy(check.config.policy, draft.citations);
  if (dropped.length === 0) return;
  draft.citations.splice(0, draft.citations.length, ...kept);
  for (const { id, marker } of dropped) {
    const raw = draft.content.slice(marker.start_index, marker.end_index);
    yield events.next('citation.rejected', { raw, reason: 'unsupported', citation_id: id });
  }
}

/**
 * For the policy `refuse`: throws unless every citation's source carries its claim, before anybody has read it. What
 * the model cites behind the last that is checked might say anything.
 */
export async function refuseUnsupported(
  draft: Draft,
  output: readonly CitationOutput[],
  check: CitationCheck,
): Promise<void> {
  if (output.some(isCrowdedOut)) throw unsupported('The answer cites more often than is checked');
  const content = output.map((piece) => (piece.type === 'text' ? piece.text : '')).join('');
  const citations = output.flatMap((piece) => (piece.type === 'citation' ? [piece.citation] : []));
  for (const [id, checked] of await checkClaims(draft, content, citations, check))
    draft.checkedAhead.set(id, await checked);
  const all: readonly CheckedCitation[] = [...draft.checkedAhead.values()];
  if (!applyCitationPolicy('refuse', all).refused) return;
  throw unsupported('The answer cited a source for something that the source does not say');
}

function isCrowdedOut(piece: CitationOutput): boolean {
  return piece.type === 'rejected' && piece.reason === 'too-many-citations';
}

function unsupported(why: string): AppError {
  const detail = `${why}, so it is not given. Ask more narrowly, or again.`;
  return new AppError('unprocessable', 'citations-unsupported', detail);
}
