import { isWithinSentence, UNTOLD } from '../sentences/sentence-stop.js';
import { Character, classOf, type CharacterClass } from './characters.js';
import { runLength } from './line-token.js';
import { isFootnoted, measurePrice } from './look-around.js';
import { type IsSource, measureMarker, readMarker, readRaised, UNDECIDED } from './marker.js';

const OPENING_PARENTHESIS = 0x28;
/** One digit more than a source's number may have. */
const LONGEST_RAISED = 10;

/** Where the reader is: `final` says that no text will follow. */
export interface ReadingPlace {
  readonly text: string;
  readonly final: boolean;
  /** Whether a `]` could end a link's text. */
  readonly inLinkText: boolean;
}

/**
 * Says how many characters belong together at a place: a run of backticks, `](`, a price, a marker. Nothing is
 * measured twice in two ways: where the text ends too early to tell, it says so and the reader waits.
 */
export class InlineToken {
  /** The numbers of the marker that was measured last, null where it was none; and its length without a `(`. */
  ids: readonly number[] | null = null;
  markerLength = 0;

  constructor(private readonly isSource: IsSource) {}

  /** The length of the token at `at`, or `UNDECIDED`. Looks at most 31 characters ahead. */
  measure(kind: CharacterClass, at: number, place: ReadingPlace): number {
    const { text } = place;
    switch (kind) {
      case Character.Opening:
        return this.measureOpening(at, place);
      case Character.Closing:
        if (isMissing(at + 1, place)) return UNDECIDED;
        return place.inLinkText && text.charCodeAt(at + 1) === OPENING_PARENTHESIS ? 2 : 1;
      case Character.Backslash:
        if (isMissing(at + 1, place)) return UNDECIDED;
        return at + 1 < text.length && text[at + 1] !== '\n' ? 2 : 1;
      case Character.Backtick: {
        const run = runLength(text, at);
        return run < 30 && isMissing(at + run, place) ? UNDECIDED : run;
      }
      case Character.Raised:
        return this.measureRaised(at, place);
      case Character.Dollar:
        return measureDollar(at, place);
      case Character.Stop:
        return isWithinSentence(text, at, place.final) === UNTOLD ? UNDECIDED : 1;
      case Character.Angle:
        return measureAngle(at, place);
      default:
        return 1;
    }
  }

  private measureRaised(at: number, place: ReadingPlace): number {
    let end = at + 1;
    while (end - at < LONGEST_RAISED && classOf(place.text.charCodeAt(end)) === Character.Raised) end++;
    if (end - at < LONGEST_RAISED && isMissing(end, place)) return UNDECIDED;
    this.ids = isFootnoted(place.text, at) ? readRaised(place.text.slice(at, end), this.isSource) : null;
    return end - at;
  }

  private measureOpening(at: number, place: ReadingPlace): number {
    this.ids = null;
    this.markerLength = measureMarker(place.text, at, place.final);
    if (this.markerLength === UNDECIDED) return UNDECIDED;
    if (this.markerLength === 0) return 1;
    const end = at + this.markerLength;
    if (isMissing(end, place)) return UNDECIDED;
    this.ids = readMarker(place.text.slice(at, end), this.isSource);
    if (this.ids === null) return 1;
    return place.text.charCodeAt(end) === OPENING_PARENTHESIS ? this.markerLength + 1 : this.markerLength;
  }
}

/** How many plain characters stand in a row. */
export function measurePlain(text: string, at: number): number {
  let end = at + 1;
  while (end < text.length && classOf(text.charCodeAt(end)) === Character.Plain) end++;
  return end - at;
}

function measureDollar(at: number, place: ReadingPlace): number {
  if (isMissing(at + 1, place)) return UNDECIDED;
  if (place.text[at + 1] === '$') return 2;
  const price = measurePrice(place.text, at, place.final);
  return price === 0 ? 1 : price;
}

function measureAngle(at: number, { text, final }: ReadingPlace): number {
  if (text.startsWith('<!--', at)) return 4;
  const partial = !final && at + 4 > text.length && '<!--'.startsWith(text.slice(at));
  return partial ? UNDECIDED : 1;
}

function isMissing(at: number, { text, final }: ReadingPlace): boolean {
  return at >= text.length && !final;
}
