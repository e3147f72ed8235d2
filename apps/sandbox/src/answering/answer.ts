import { GenerationCache } from '../generation-cache.js';
import type { Prompt } from './source.js';
import { tokenIds, tokenText } from './tokenizer.js';
import { writeAnswer } from './write-answer.js';

/** A piece of text as a model would stream it. */
export interface AnswerChunk {
  readonly text: string;
  /** `text` as a JSON string, quotes included. */
  readonly json: string;
  readonly ids: readonly number[];
}

export interface Answer {
  readonly text: string;
  readonly json: string;
  readonly tokens: number;
  readonly chunks: readonly AnswerChunk[];
}

/** Tokens per chunk, in turn; the same on every run. */
const RHYTHM = [1, 2, 1, 3, 1, 4, 2, 1, 2, 3] as const;
const LONGEST_KEY = 200_000;

const answers = new GenerationCache<string, Answer>(500);

/** The answer to a prompt; made once per question and sources, whatever nonce they are fenced with. */
export function answerTo(prompt: Prompt): Answer {
  const key = `${prompt.question}\0${prompt.sources.map((s) => `${s.id}\0${s.title}\0${s.url}\0${s.content}`).join('\0')}`;
  const known = answers.get(key);
  if (known) return known;
  const made = answerOf(tokenIds(writeAnswer(prompt)));
  if (key.length <= LONGEST_KEY) answers.set(key, made);
  return made;
}

/** An answer of these tokens. A character that the end cuts in two is not written, its tokens count. */
export function answerOf(ids: readonly number[]): Answer {
  const chunks = chunksOf(ids);
  const text = chunks.map((chunk) => chunk.text).join('');
  return { text, json: JSON.stringify(text), tokens: ids.length, chunks };
}

/** The first `limit` tokens of an answer; the answer itself when it is no longer. */
export function cutTo(answer: Answer, limit: number): Answer {
  if (answer.tokens <= limit) return answer;
  return answerOf(idsOf(answer).slice(0, limit));
}

/** The answer cut before the first of `stops`, and which one that was. */
export function stopAt(answer: Answer, stops: readonly string[]): { answer: Answer; stop: string | null } {
  const found = stops
    .filter((stop) => stop !== '' && answer.text.includes(stop))
    .map((stop) => ({ stop, at: answer.text.indexOf(stop) }))
    .sort((left, right) => left.at - right.at)[0];
  if (!found) return { answer, stop: null };
  return { answer: answerOf(tokenIds(answer.text.slice(0, found.at))), stop: found.stop };
}

/** An answer of exactly `tokens` tokens: cut, or said again and again. */
export function resized(answer: Answer, tokens: number): Answer {
  if (answer.tokens >= tokens) return cutTo(answer, tokens);
  const once = idsOf(answer);
  return answerOf(Array.from({ length: tokens }, (_, index) => once[index % once.length] as number));
}

const idsOf = (answer: Answer): number[] => answer.chunks.flatMap((chunk) => chunk.ids);

function chunksOf(ids: readonly number[]): AnswerChunk[] {
  const chunks: AnswerChunk[] = [];
  let from = 0;
  while (from < ids.length) {
    let to = Math.min(ids.length, from + (RHYTHM[chunks.length % RHYTHM.length] as number));
    let text = tokenText(ids.slice(from, to));
    // A chunk's text is JSON, which cannot hold half a character: take tokens until it is whole.
    while (text.endsWith('\uFFFD') && to < ids.length) text = tokenText(ids.slice(from, ++to));
    if (text.endsWith('\uFFFD')) text = text.replace(/\uFFFD+$/, '');
    chunks.push({ text, json: JSON.stringify(text), ids: ids.slice(from, to) });
    from = to;
  }
  return chunks;
}
