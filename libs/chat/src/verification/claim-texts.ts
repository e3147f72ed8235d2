import type { Citation, TextSpan } from '../chat-response.js';

/**
 * The words of an answer's claims, without the markers in them, which are no words of theirs: the ones that were taken,
 * and nothing else in brackets. Blanks stand in their place.
 */
export class ClaimTexts {
  private readonly markers: readonly TextSpan[];

  constructor(
    private readonly content: string,
    citations: readonly Citation[],
  ) {
    this.markers = citations
      .map(({ marker }) => marker)
      .toSorted((one, other) => one.start_index - other.start_index);
  }

  /** O(length of the claim + markers in it + log markers). */
  of({ start_index, end_index }: TextSpan): string {
    let claim = '';
    let at = start_index;
    for (let index = this.firstFrom(start_index); index < this.markers.length; index++) {
      const { start_index: from, end_index: to } = this.markers[index] as TextSpan;
      if (from >= end_index) break;
      if (to > end_index || to <= at) continue;
      claim += this.content.slice(at, from) + ' '.repeat(to - Math.max(at, from));
      at = to;
    }
    return claim + this.content.slice(at, Math.max(at, end_index));
  }

  /** Index of the first marker that starts at `place` or behind it. */
  private firstFrom(place: number): number {
    let low = 0;
    let high = this.markers.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.markers[middle] as TextSpan).start_index < place) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
