import type { Citation } from '../chat-response.js';
import type { KnownSources } from './known-sources.js';
import type { Span } from './prose.js';
import type { RejectionReason } from './rejection-reason.js';

export type CitationResult =
  | { readonly type: 'citation'; readonly citation: Citation }
  | {
      readonly type: 'rejected';
      readonly raw: string;
      readonly reason: RejectionReason;
      readonly marker: Span;
    };

/** A marker as it was read; it waits here until its claim is known and it is certain that it is no code. */
interface QueuedMarker {
  readonly ids: readonly number[];
  readonly raw: string;
  readonly marker: Span;
  claim: Span | null;
}

/** A marker without a claim so far, and its place among all that were ever queued. */
interface Unclaimed {
  readonly place: number;
  readonly queued: QueuedMarker;
}

/**
 * Markers in the order of the text. They leave in that order, so that citation ids follow the text. However many wait,
 * each is added, given its claim and taken out once: O(1) amortised.
 */
export class CitationQueue {
  private readonly waiting: QueuedMarker[] = [];
  /** In the order of the text, so that those from a mark on are the last. */
  private readonly unclaimed: Unclaimed[] = [];
  private left = 0;
  private lastId = 0;

  constructor(private readonly sources: KnownSources) {}

  /** How many markers were ever queued: a place to cut back to. */
  get mark(): number {
    return this.left + this.waiting.length;
  }

  add(queued: QueuedMarker): void {
    if (queued.claim === null) this.unclaimed.push({ place: this.mark, queued });
    this.waiting.push(queued);
  }

  /** Forgets what came since `mark`: it was code, math or a link. */
  cutBack(mark: number): void {
    this.waiting.length = Math.min(this.waiting.length, Math.max(0, mark - this.left));
    while (this.lastUnclaimed >= mark) this.unclaimed.pop();
  }

  /** Gives the markers from `mark` on that have no claim yet this one, or their own place when there is none. */
  resolve(mark: number, claim: Span | null): void {
    while (this.lastUnclaimed >= mark) {
      const { queued } = this.unclaimed.pop() as Unclaimed;
      queued.claim = claim ?? { start: queued.marker.start, end: queued.marker.start };
    }
  }

  /** Takes out, in order, what came before `mark` and is settled. */
  drain(mark: number, into: CitationResult[]): void {
    let count = 0;
    for (const queued of this.waiting) {
      if (queued.claim === null || this.left + count >= mark) break;
      this.settle(queued, queued.claim, into);
      count++;
    }
    if (count === 0) return;
    this.waiting.splice(0, count);
    this.left += count;
  }

  private get lastUnclaimed(): number {
    return this.unclaimed.at(-1)?.place ?? -1;
  }

  private settle({ ids, raw, marker }: QueuedMarker, claim: Span, into: CitationResult[]): void {
    let unknown = false;
    for (const sourceId of ids) {
      const source = this.sources.get(sourceId);
      if (source === undefined) {
        unknown = true;
        continue;
      }
      const citation: Citation = {
        id: ++this.lastId,
        source_id: sourceId,
        url: source.url,
        title: source.title,
        start_index: claim.start,
        end_index: claim.end,
        marker: { start_index: marker.start, end_index: marker.end },
      };
      into.push({ type: 'citation', citation });
    }
    if (unknown) into.push({ type: 'rejected', raw, reason: 'unknown-source', marker });
  }
}
