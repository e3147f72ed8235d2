import { createHash } from 'node:crypto';
import { answerTo, type Answer } from '../answering/answer.js';
import type { Source } from '../answering/source.js';
import { citedPieces, writePieces, type Piece } from './cited-pieces.js';

/** One text block of a message whose citations are the vendor's own. */
export interface CitedBlock {
  readonly answer: Answer;
  readonly citations: readonly object[];
}

export interface CitedText {
  readonly blocks: readonly CitedBlock[];
  readonly tokens: number;
  /** The limit cut it. */
  readonly isCut: boolean;
}

export interface CitedTextOptions {
  readonly question: string;
  readonly sources: readonly Source[];
  /** Tokens. */
  readonly limit: number;
  /** Exactly so many tokens: a fault's. */
  readonly exactly: number | undefined;
  /** The citation of what stands in a piece. */
  readonly cite: (piece: Piece & { readonly source: number }) => object;
}

/** The sandbox's answer as blocks: each sentence that quotes a source is one, with its citation. */
export function citedText({ question, sources, limit, exactly, cite }: CitedTextOptions): CitedText {
  const pieces = citedPieces(answerTo({ question, sources }).text);
  const written = writePieces(pieces, limit, exactly);
  const tokens = written.reduce((sum, { answer }) => sum + answer.tokens, 0);
  const isWhole = written.length === pieces.length && written.at(-1)?.answer.text === pieces.at(-1)?.text;
  const blocks = written.map(({ answer, text, source }) => ({
    answer,
    citations: source === null ? [] : [cite({ text, source })],
  }));
  return { blocks, tokens, isCut: exactly === undefined ? !isWhole : exactly >= limit };
}

/** What stands where the vendor's sealed text does; nobody can read that either. */
export const sealed = (text: string): string => createHash('sha256').update(text).digest('base64');
