const WORD = /[\p{L}\p{N}]+/gu;
const CAMEL_BORDER = /(?<=[\p{Ll}\p{N}])(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})/u;
const HAS_INNER_CAPITAL = /[\p{Ll}\p{N}]\p{Lu}|\p{Lu}{2}\p{Ll}/u;

/** Words that say nothing about what a text is about; kept short, for English questions and technical prose. */
const STOP_WORDS = new Set(
  `a about after all also am an and any are as at be because been before being both but by can could did do
  does doing don for from further had has have having he her here hers him his how i if in into is it its
  itself just let lets me more most my no nor not now of off on once only or other our out over own please s
  same she should show so some such t tell than that the their them then there these they this those through
  to too under until up us use used using very via want was we were what when where which while who whom why
  will with within without would you your yours give explain work works need`.split(/\s+/),
);

export const isStopWord = (word: string): boolean => STOP_WORDS.has(word);

/** Words in lower case, identifiers whole and in their parts: `circuitBreaker` → circuitbreaker, circuit, breaker. */
export function words(text: string): string[] {
  const found: string[] = [];
  for (const word of text.match(WORD) ?? []) {
    const lower = word.toLowerCase();
    found.push(lower);
    if (lower !== word && HAS_INNER_CAPITAL.test(word)) {
      for (const part of word.split(CAMEL_BORDER)) found.push(part.toLowerCase());
    }
  }
  return found;
}

/** Folds the endings that English puts on one word: breakers → breaker, creating → creat, create → creat. */
export function stem(word: string): string {
  let root = word;
  if (root.length > 4 && root.endsWith('ies')) root = `${root.slice(0, -3)}y`;
  else if (root.length > 3 && root.endsWith('s') && !/(?:ss|us|is)$/.test(root)) root = root.slice(0, -1);
  if (root.length > 5 && root.endsWith('ing')) root = undouble(root.slice(0, -3));
  else if (root.length > 4 && root.endsWith('ed')) root = undouble(root.slice(0, -2));
  return root.length > 4 && root.endsWith('e') ? root.slice(0, -1) : root;
}

function undouble(root: string): string {
  const last = root.at(-1);
  return last === root.at(-2) && last !== 'l' && last !== 's' ? root.slice(0, -1) : root;
}

/** The distinct stems of a text that carry meaning. */
export function terms(text: string): Set<string> {
  const found = new Set<string>();
  for (const word of words(text)) if (!STOP_WORDS.has(word)) found.add(stem(word));
  return found;
}
