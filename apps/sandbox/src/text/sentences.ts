const ABBREVIATION = /(?:\b(?:e\.g|i\.e|etc|vs|cf|approx|no|fig|incl|resp|Dr|Mr|Ms|St)\.|\b[A-Z]\.)$/;
/** `Note: …` is one sentence; what is longer before a colon announces something that is not there. Characters. */
const SHORT_LEAD = 40;
const BORDER = /(?<=[.!?:]["')\]]?)\s+(?=["'(]?[\p{Lu}\p{N}`@])/u;

/** The sentences of plain text, in order; a line's end is always a sentence's end. */
export function sentences(text: string): string[] {
  const found: string[] = [];
  for (const line of text.split('\n')) {
    let open = '';
    for (const piece of line.trim().split(BORDER)) {
      open = open ? `${open} ${piece}` : piece;
      if (ABBREVIATION.test(open) || (open.endsWith(':') && open.length < SHORT_LEAD)) continue;
      found.push(open);
      open = '';
    }
    if (open) found.push(open);
  }
  return found.filter((sentence) => sentence !== '');
}
