import type { Quantity } from './quantity.js';
import type { Token } from './tokenise.js';
import type { Unit } from './units.js';

/** A number while it is read: more words may make it larger, or say what it counts. */
export interface Reading {
  value: number;
  /** What `1.200` is where points part thousands; null where it can be only one. */
  grouped: number | null;
  literal: string | null;
  form: Quantity['form'];
  unit: Unit | null;
  precision: number;
  digits: boolean;
  /** The next token that was not read. */
  next: number;
}

/** Nothing but a space or a hyphen parts the token from the one before. */
export function isClose(text: string, tokens: readonly Token[], at: number): boolean {
  const [before, token] = [tokens[at - 1], tokens[at]];
  if (before === undefined || token === undefined || token.sentence !== before.sentence) return false;
  const gap = token.start - before.end;
  if (gap > 3) return false;
  for (let place = before.end; place < token.start; place++) {
    const code = text.charCodeAt(place);
    if (code > 32 && code !== 45 && code !== 0xa0 && code !== 0x2011) return false;
  }
  return true;
}
