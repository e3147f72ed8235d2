import { sentences } from '../text/sentences.js';
import { terms } from '../text/words.js';

const LONGEST_SNIPPET = 300;
/** Beyond this a sentence's share in a passage is not worth computing. */
const MOST_SENTENCES = 60;

/** The passage of a text that holds most of a question: whole sentences where they fit, at most 300 characters. */
export function snippetOf(text: string, query: string): string {
  const all = sentences(text).slice(0, MOST_SENTENCES);
  // What ends in a colon announces a code block, which is not quoted.
  const finished = all.filter((part) => !part.endsWith(':'));
  const parts = (finished.length > 0 ? finished : all).map(stopped);
  const asked = terms(query);
  const holds = parts.map((part) => terms(part));
  let best = { score: -1, from: 0, to: 0 };
  for (let from = 0; from < parts.length; from++) {
    const found = new Set<string>();
    for (let to = from, length = 0; to < parts.length; to++) {
      length += (parts[to] as string).length + 1;
      if (length > LONGEST_SNIPPET + 1 && to > from) break;
      for (const term of asked) if (holds[to]?.has(term)) found.add(term);
      // Of equals the longer passage, of those the earlier one.
      const score = found.size + Math.min(length, LONGEST_SNIPPET) / 1_000 - from / 10_000;
      if (score > best.score) best = { score, from, to: to + 1 };
    }
  }
  return clip(parts.slice(best.from, best.to).join(' '));
}

/** List items stand beside each other in a snippet: they need their full stop. */
const stopped = (part: string): string => (/[.!?:;,…]["')\]]?$/.test(part) ? part : `${part}.`);

function clip(text: string): string {
  if (text.length <= LONGEST_SNIPPET) return text;
  const cut = text.slice(0, LONGEST_SNIPPET - 1);
  return `${cut.slice(0, Math.max(cut.lastIndexOf(' '), LONGEST_SNIPPET - 60)).trimEnd()}…`;
}
