import { TokenKind, type Token } from './tokenise.js';

export interface JoinedWords {
  readonly byWhole: Map<string, number[]>;
  readonly byInitials: Map<string, number[]>;
}

const LONGEST_JOIN = 5;
const LONGEST_NAME = 6;
/** Hyphen, underscore, full stop, slash, no-break hyphen. */
const JOINTS = new Set([0x2d, 0x5f, 0x2e, 0x2f, 0x2011]);

/** Words that are one word in another spelling (`long-term`, `longterm`), and names by their initials. O(tokens). */
export function joinedWords(text: string, tokens: readonly Token[]): JoinedWords {
  const byWhole = new Map<string, number[]>();
  const byInitials = new Map<string, number[]>();
  for (let at = 0; at < tokens.length; at++) {
    const { word, kind } = tokens[at] as Token;
    if (kind !== TokenKind.Word) continue;
    const end = joinEnd(text, tokens, at);
    for (let last = at + 2; last <= end; last++) put(byWhole, wholeOf(tokens, at, last), at);
    if (word.allCapitals) put(byInitials, word.folded, at);
    if (word.capital) putInitials(text, tokens, at, byInitials);
  }
  return { byWhole, byInitials };
}

/** After the last token that is joined to the one at `at` without a space. */
export function joinEnd(text: string, tokens: readonly Token[], at: number): number {
  let end = at + 1;
  while (
    end < tokens.length &&
    end - at < LONGEST_JOIN &&
    isJoined(text, tokens[end - 1] as Token, tokens[end] as Token)
  )
    end++;
  return end;
}

export function wholeOf(tokens: readonly Token[], first: number, end: number): string {
  let whole = '';
  for (let at = first; at < end; at++) whole += (tokens[at] as Token).word.folded;
  return whole;
}

function isJoined(text: string, left: Token, right: Token): boolean {
  if (right.kind === TokenKind.Ideograph || left.kind === TokenKind.Ideograph) return false;
  const gap = right.start - left.end;
  return gap === 0 || (gap === 1 && JOINTS.has(text.charCodeAt(left.end)));
}

/** `World Health Organization` under `who`, `U.S.` under `us`; small words inside a name are passed over. */
function putInitials(
  text: string,
  tokens: readonly Token[],
  at: number,
  byInitials: Map<string, number[]>,
): void {
  const before = tokens[at - 1];
  const start = tokens[at] as Token;
  if (
    before?.word.capital &&
    before.sentence === start.sentence &&
    !before.word.isFunction &&
    isRun(text, before, start)
  ) {
    if (start.end - start.start === 1) return;
  }
  let initials = '';
  let previous = start;
  for (let next = at; next < tokens.length && initials.length < LONGEST_NAME; next++) {
    const token = tokens[next] as Token;
    if (token.sentence !== start.sentence || (next > at && !isRun(text, previous, token))) break;
    if (token.word.capital) {
      initials += token.word.folded.charAt(0);
      if (initials.length > 1) put(byInitials, initials, at);
    } else if (!token.word.isFunction) break;
    previous = token;
  }
}

/** A space, or the stop of an initial, and nothing else between them. */
function isRun(text: string, left: Token, right: Token): boolean {
  const gap = right.start - left.end;
  if (gap === 1) return text.charCodeAt(left.end) === 32 || text.charCodeAt(left.end) === 46;
  return gap === 2 && text.charCodeAt(left.end) === 46;
}

function put(map: Map<string, number[]>, key: string, at: number): void {
  const places = map.get(key);
  if (places === undefined) map.set(key, [at]);
  else if (places.at(-1) !== at) places.push(at);
}
