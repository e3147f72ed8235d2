/** A passage ends with the first sentence after so many UTF-16 units: some three sentences, or a snippet. */
const PASSAGE_LENGTH = 300;
const SENTENCE_END = /[.!?…]\s|[。！？\n]/g;

/**
 * The vendor quotes whole blocks, so a page goes in passages: a quote of it is one of them. None is blank; joined
 * they are the text, but for blank stretches. Looks only at what stands behind the shortest passage, since most
 * of a page need not be searched.
 */
export function splitPassages(text: string): string[] {
  const passages: string[] = [];
  for (let from = 0; from < text.length;) {
    const to = endOfSentence(text, from + PASSAGE_LENGTH);
    const passage = text.slice(from, to);
    if (passage.trim() !== '') passages.push(passage);
    from = to;
  }
  return passages;
}

function endOfSentence(text: string, from: number): number {
  SENTENCE_END.lastIndex = from;
  const found = SENTENCE_END.exec(text);
  return found ? found.index + found[0].length : text.length;
}
