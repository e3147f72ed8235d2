import { isLowercase } from '../sentences/sentence-stop.js';
import { isCloser, isSeparator } from './characters.js';

const CLOSING_PARENTHESIS = 0x29;

/** Half-open, in UTF-16 code units of the whole answer. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** What one may go back to when something turns out to be code, math or a link. Offsets; -1 is "none yet". */
export interface ProseState {
  /** The first character of the claim that is being written. */
  start: number;
  /** After its last character that counts. */
  end: number;
  /** After the sign that seems to end the sentence; the next word tells. */
  stop: number;
  spaced: boolean;
  /** A marker stands before the sentence, whose claim it is: the next one before a sentence has the next. */
  led: boolean;
  /** Nothing but separators came since the last marker. */
  marked: boolean;
  /** What the last marker of this sentence closed. */
  claim: Span | null;
  /** The last whole sentence, the place to look when a marker stands alone. */
  previous: Span | null;
  /** The parenthesis right before `start`. */
  open: number;
  rowStart: number;
  rowEnd: number;
}

/**
 * Follows sentences through list items, table cells and paragraphs, character by character, and knows at any
 * moment which claim a marker would close. Each whole sentence is told to `onSentence`.
 */
export class Prose {
  private state: ProseState = {
    start: -1,
    end: -1,
    stop: -1,
    spaced: false,
    led: false,
    marked: false,
    claim: null,
    previous: null,
    open: -1,
    rowStart: -1,
    rowEnd: -1,
  };

  constructor(private readonly onSentence: (claim: Span) => void) {}

  get previous(): Span | null {
    return this.state.previous;
  }

  /** The filled cells of the table row so far. */
  get row(): Span | null {
    const { rowStart, rowEnd } = this.state;
    return rowStart < 0 ? null : { start: rowStart, end: rowEnd };
  }

  snapshot(): ProseState {
    return { ...this.state };
  }

  restore(state: ProseState): void {
    this.state = { ...state };
  }

  /** Plain text in `[from, to)`. */
  text(from: number, to: number, firstCode: number): void {
    const { state } = this;
    if (state.start < 0 || state.stop >= 0 || state.marked) this.touch(from, firstCode);
    state.end = to;
  }

  /** One character that is neither a space nor a marker. */
  touch(at: number, code: number): void {
    const { state } = this;
    if (state.marked && this.clingsToMarker(at, code)) return;
    if (state.stop >= 0 && this.clingsToSentence(at, code)) return;
    state.marked = false;
    if (state.start < 0) state.start = at;
    if (code === CLOSING_PARENTHESIS && state.open >= 0) {
      state.start = Math.min(state.start, state.open);
      state.open = -1;
    }
    state.end = at + 1;
  }

  /** An opening parenthesis: a claim begins with it only where it is closed again before the claim ends. */
  parenthesis(at: number): void {
    this.space();
    this.state.open = this.state.start < 0 || this.state.stop >= 0 ? at : -1;
  }

  /** A sign that may end a sentence; `certain` where no space need follow. */
  stop(at: number, certain: boolean): void {
    const { state } = this;
    if (state.start < 0 && !state.marked) return this.touch(at, 0x2e);
    if (!state.marked) state.end = at + 1;
    state.stop = at + 1;
    state.spaced = certain;
  }

  space(): void {
    if (this.state.stop >= 0) this.state.spaced = true;
  }

  /** Makes what ends at `to` a part of the claim as it stands: a code span, a formula, a link. */
  extend(from: number, to: number): void {
    const { state } = this;
    state.marked = false;
    if (state.start < 0) state.start = from;
    state.end = to;
  }

  /** What a marker would close here; null when nothing stands before it. */
  claim(): Span | null {
    const { marked, claim, start, stop, end } = this.state;
    if (marked) return claim;
    return start < 0 ? null : { start, end: stop >= 0 ? stop : end };
  }

  /**
   * A marker stands here; the next ones in a row share its claim. Where markers stand before their sentences ("[1] A
   * is so. [2] B is so."), one behind a stop or at the start of a line belongs to what follows.
   */
  mark(startsLine = false): Span | null {
    const { led, start, stop, spaced } = this.state;
    if (led && start >= 0 && (startsLine || (stop >= 0 && spaced))) this.break();
    if (this.claim() === null) this.state.led = true;
    this.state.claim = this.claim();
    this.state.marked = true;
    return this.state.claim;
  }

  /** The text before the last marker only led to it ("According to [1], …"): the claim comes after. */
  lead(): void {
    this.state.claim = null;
    this.state.start = -1;
  }

  /** What stands here so far is no part of any claim: a bullet, a task's box. */
  skip(): void {
    this.state.start = -1;
  }

  /** The sentence ends here, come what may: a line break, a cell's or a block's end. */
  break(): void {
    const { state } = this;
    if (state.start >= 0) this.complete(state.stop >= 0 ? state.stop : state.end);
    Object.assign(state, {
      start: -1,
      stop: -1,
      spaced: false,
      led: false,
      marked: false,
      claim: null,
      open: -1,
    });
  }

  endRow(): void {
    this.state.rowStart = -1;
  }

  startRow(): void {
    this.state.rowStart = -2;
  }

  private complete(end: number): void {
    const { state } = this;
    state.previous = { start: state.start, end };
    if (state.rowStart !== -1) {
      if (state.rowStart === -2) state.rowStart = state.start;
      state.rowEnd = end;
    }
    this.onSentence(state.previous);
  }

  /** After a marker: separators begin a new claim, closing signs cling, anything else is text again. */
  private clingsToMarker(at: number, code: number): boolean {
    const { state } = this;
    if (isSeparator(code)) {
      if (state.stop >= 0 && state.start >= 0) this.complete(state.stop);
      state.start = -1;
      state.stop = -1;
      return true;
    }
    return !state.spaced && at > 0 && isCloser(code);
  }

  /** After a stop: closing signs still belong to the sentence; the next word ends it unless it is lower-case. */
  private clingsToSentence(at: number, code: number): boolean {
    const { state } = this;
    if (at === state.stop && !state.marked && isCloser(code)) {
      state.stop = at + 1;
      state.end = at + 1;
      return true;
    }
    const ended = state.marked || (state.spaced && !isLowercase(code));
    if (ended) {
      if (state.start >= 0) this.complete(state.stop);
      state.start = -1;
      state.claim = null;
      state.led = false;
    }
    state.stop = -1;
    state.spaced = false;
    return false;
  }
}
