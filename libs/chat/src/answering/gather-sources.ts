import type { ChatEvent } from '../chat-event.js';
import { engineFor } from '../sources/engine-for.js';
import { findSources } from './find-sources.js';
import type { AnswerParts, OpenAnswer } from './open-answer.js';
import { readPages } from './read-pages.js';

/** Pages get at least this long, however slow the search was. Milliseconds. */
const LEAST_READING_MS = 500;

/** Searches, then reads the pages behind the best hits; both together in the time that a search may take. */
export async function* gatherSources(
  answer: OpenAnswer,
  parts: AnswerParts,
  signal: AbortSignal,
): AsyncGenerator<ChatEvent> {
  const { draft, context, conversation, events, sourceLimit: limit } = answer;
  if (!draft.options.search_enabled) return;
  const { config, clock, timers } = parts;
  const { timeoutMs, pagesRead } = config.search;
  const startedAt = clock.monotonic();
  const engine = engineFor(context.account, parts);
  const { history, firstSource: firstNumber } = conversation;
  const search = { engine, limit, timeoutMs, firstNumber, history };
  yield* findSources(draft, { ...search, signal, clock, timers }, events);
  if (pagesRead === 0 || draft.sources.usable().length === 0) return;
  const left = Math.max(LEAST_READING_MS, timeoutMs - (clock.monotonic() - startedAt));
  const reader = parts.pages.forTenant(context.account.payer.organisation);
  const pages = { reader, limit: pagesRead, timeoutMs: left, signal, clock, timers };
  yield* readPages(draft, pages, events);
}
