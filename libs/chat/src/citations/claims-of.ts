import { CitationParser } from './citation-parser.js';
import type { Span } from './prose.js';

/** A link in the answer (`text…`) and the number that stands for it in what is read (`start`, `end`). */
interface StandIn {
  readonly start: number;
  readonly end: number;
  readonly textStart: number;
  readonly textEnd: number;
}

/** A number right behind a word could be an index. */
const TIGHT = /[\p{L}\p{N}_$)]$/u;

/**
 * The claims that links close, by the parser's own rule for `[n]`: each link is read as if a number stood there. A
 * link where no number would be taken (in code, in an image) has an empty claim before it; one that begins within
 * another has that one's. `links`: half-open, in any order. One pass, O(text + links · log links).
 */
export function claimsOf(text: string, links: readonly Span[]): Span[] {
  const standIns: StandIn[] = [];
  let written = '';
  let at = 0;
  for (const { start: textStart, end: textEnd } of [...links].sort((a, b) => a.start - b.start)) {
    if (textStart < at) continue;
    written += text.slice(at, textStart);
    if (TIGHT.test(written.slice(-2))) written += ' ';
    const start = written.length;
    written += `[${standIns.length + 1}]`;
    standIns.push({ start, end: written.length, textStart, textEnd });
    at = textEnd;
  }
  const claims = readClaims(written + text.slice(at), standIns);
  return links.map(({ start }) => {
    const index = countUpTo(standIns, ({ textStart }) => textStart <= start) - 1;
    return claims[index] ?? { start, end: start };
  });
}

function readClaims(written: string, standIns: readonly StandIn[]): (Span | undefined)[] {
  const parser = new CitationParser(standIns.map((_, index) => ({ id: index + 1, url: '', title: '' })));
  const claims: (Span | undefined)[] = standIns.map(() => undefined);
  for (const output of [...parser.push(written), ...parser.end()]) {
    if (output.type !== 'citation') continue;
    const { source_id: id, marker, start_index: start, end_index: end } = output.citation;
    // The answer may hold the same number itself.
    if (marker.start_index !== standIns[id - 1]?.start) continue;
    claims[id - 1] = { start: placeIn(standIns, start), end: placeIn(standIns, end) };
  }
  return claims;
}

/** From a place in what is read to the same one in the answer. */
function placeIn(standIns: readonly StandIn[], at: number): number {
  const last = standIns[countUpTo(standIns, ({ start }) => start < at) - 1];
  if (!last) return at;
  return at < last.end ? last.textStart : last.textEnd + at - last.end;
}

/** How many, from the first on, fulfil what no one behind them does. O(log stand-ins). */
function countUpTo(standIns: readonly StandIn[], fulfils: (standIn: StandIn) => boolean): number {
  let low = 0;
  let high = standIns.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (fulfils(standIns[middle] as StandIn)) low = middle + 1;
    else high = middle;
  }
  return low;
}
