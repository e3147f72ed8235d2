import type { TextSpan } from '../chat-response.js';
import { tokenise, type Token } from './tokenise.js';

/** Tokens of an answer that are read; a model's longest answer has fewer. */
const ANSWER_TOKENS = 60_000;
/** Words that carry something; fewer make no statement one could check. */
const LEAST_CONTENT = 2;

const FENCE = /^ {0,3}(`{3,}|~{3,})/;
const HEADING = /^ {0,3}#{1,6}\s/;
const RULE = /^ {0,3}(?:[-*_=]\s*){3,}$/;
const TABLE_RULE = /^[\s|:-]+$/;
const INDENTED_CODE = /^(?: {4}|\t)(?!\s*(?:[-*+]|\d+[.)])\s)/;
const BLOCK_START = /^\s*(?:[-*+•>]\s|\d{1,3}[.)]\s|\|)/;
const BOLD_LINE = /^\s*(\*\*|__)[^*_]{1,80}\1:?\s*$/;

/** Citation markers are no words and end no sentence; blanks keep every offset in its place. */
const MARKER = /\[\[?\^?(?:source )?\d[\d\s,;–-]{0,40}\]?\]|【[^】]{0,60}】/gi;

/** What talks about the answer and not about the world. */
const META =
  /^(?:i|i'm|i've|i'd|i'll|we|let me|let's|here (?:is|are|'s)|sure|certainly|of course|hello|hi|hey|thank|thanks|you're welcome|welcome|sorry|unfortunately,? (?:i|the sources|none)|please|feel free|hope|good question|great question|as an ai|based on (?:the|these|my)[^,]{0,40}, i|to answer|in short:|note:|see also|sources?:|references?:|if you (?:need|want|have|would like))\b/i;
const HEDGE =
  /\b(?:(?:sources?|results?|documents?|passages?|articles?|pages?) (?:provided |given |above |i have |here )?(?:do(?:es)? not|don't|doesn't|did not|cannot|can't) (?:say|mention|state|contain|specify|provide|include|give|answer|cover|address|hold)|no (?:information|answer|source|mention) (?:is|was|on|about|in|of)|(?:it is|it's|remains) (?:unclear|unknown|not clear)|(?:don't|do not|cannot|can't|could not|couldn't) (?:know|find|tell|say|answer|confirm|verify))\b/i;

/** The sentences that state something about the world: not questions, headings, code, greetings, hedges or lead-ins. */
export function factualSentences(content: string): TextSpan[] {
  const facts: TextSpan[] = [];
  for (const { start, end } of blocksOf(content)) {
    const text = content.slice(start, end).replace(MARKER, (marker) => ' '.repeat(marker.length));
    const { tokens, sentences } = tokenise(text, ANSWER_TOKENS);
    for (const { first, end: last } of sentences) {
      const words = tokens.slice(first, last);
      const from = (words[0] as Token).start;
      const to = (words.at(-1) as Token).end;
      const next = tokens[last]?.start ?? text.length;
      if (isFactual(text.slice(from, to), text.slice(to, next), words))
        facts.push({ start_index: start + from, end_index: start + to });
    }
  }
  return facts;
}

function isFactual(sentence: string, after: string, words: readonly Token[]): boolean {
  const closing = after.trim();
  if (/^["'”’)*_`]*[?？]/.test(closing) || /^["'”’)*_`]*[:：]["'*_]*$/.test(closing)) return false;
  if (words.filter(({ word }) => !word.isFunction).length < LEAST_CONTENT) return false;
  return !META.test(sentence) && !HEDGE.test(sentence);
}

interface Block {
  readonly start: number;
  readonly end: number;
}

/** Paragraphs, list items and table rows of Markdown; no code, headings or rules. O(length). */
function blocksOf(content: string): Block[] {
  const blocks: { start: number; end: number }[] = [];
  let fence: string | null = null;
  let open = false;
  for (let start = 0; start < content.length;) {
    const newline = content.indexOf('\n', start);
    const end = newline < 0 ? content.length : newline;
    const line = content.slice(start, end);
    const mark = FENCE.exec(line)?.[1] ?? null;
    const inCode: boolean = fence !== null;
    if (mark !== null) fence = fence === null ? mark : line.trim().startsWith(fence) ? null : fence;
    if (inCode || mark !== null || isNoProse(line, open)) open = false;
    else {
      const last = blocks.at(-1);
      if (open && last !== undefined && !BLOCK_START.test(line)) last.end = end;
      else blocks.push({ start, end });
      open = true;
    }
    start = end + 1;
  }
  return blocks;
}

function isNoProse(line: string, inParagraph: boolean): boolean {
  if (
    line.trim() === '' ||
    HEADING.test(line) ||
    RULE.test(line) ||
    TABLE_RULE.test(line) ||
    BOLD_LINE.test(line)
  )
    return true;
  return !inParagraph && INDENTED_CODE.test(line);
}
