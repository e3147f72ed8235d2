import { type Answer, answerOf, cutTo, resized } from '../answering/answer.js';
import { tokenIds } from '../answering/tokenizer.js';

/** A stretch of an answer that one source stands behind, or none. */
export interface Piece {
  readonly text: string;
  /** The number of the source, from 1. */
  readonly source: number | null;
}

const MARKER = / \[(\d+)\]([.!?:;…]+)/g;

/** An answer with `[n]` behind its sentences as pieces without them: as vendors with citations of their own write. */
export function citedPieces(answer: string): Piece[] {
  const pieces: Piece[] = [];
  const add = (text: string, source: number | null): void => {
    if (text !== '') pieces.push({ text, source });
  };
  let from = 0;
  for (const { index, 0: marker, 1: source, 2: stop } of answer.matchAll(MARKER)) {
    const written = answer.slice(from, index);
    const lead = /^(?:[\s\S]*\n\n| )/.exec(written)?.[0] ?? '';
    add(lead, null);
    add(written.slice(lead.length) + (stop as string), Number(source));
    from = index + marker.length;
  }
  add(answer.slice(from), null);
  return pieces;
}

/** Pieces with their tokens, of which there are at most `limit`; `exactly` is a fault's, and minds no limit. */
export function writePieces<One extends { readonly text: string }>(
  pieces: readonly One[],
  limit: number,
  exactly: number | undefined,
): (One & { readonly answer: Answer })[] {
  let left = exactly ?? limit;
  const written: (One & { readonly answer: Answer })[] = [];
  pieces.forEach((piece, index) => {
    const whole = answerOf(tokenIds(piece.text));
    const fills = exactly !== undefined && index === pieces.length - 1;
    const answer = fills ? resized(whole, left) : cutTo(whole, left);
    left -= answer.tokens;
    if (answer.tokens > 0) written.push({ ...piece, answer });
  });
  return written;
}
