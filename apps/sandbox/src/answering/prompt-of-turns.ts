import { readPrompt } from './read-prompt.js';
import type { Prompt } from './source.js';

/** The question of the last user turn, with its sources or, when it brings none, those of the turn before that has. */
export function promptOfTurns(userTurns: readonly string[]): Prompt {
  const last = readPrompt(userTurns.at(-1) ?? '');
  if (last.sources.length > 0) return last;
  for (let index = userTurns.length - 2; index >= 0; index--) {
    const { sources } = readPrompt(userTurns[index] as string);
    if (sources.length > 0) return { question: last.question, sources };
  }
  return last;
}
