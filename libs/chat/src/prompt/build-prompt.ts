import { AppError } from '@app/platform';
import type { RedactedText } from '@app/privacy';
import type { CitedTurn, ModelMessage } from '@app/providers';
import type { Source } from '../chat-response.js';
import { estimateTokens } from './estimate-tokens.js';
import { fenceSource, fenceSources, neutralSource } from './fence-sources.js';
import { composeCitingSystem, composeSystem } from './system-prompt.js';

export interface PromptParts {
  readonly question: RedactedText;
  /** The caller's own instructions. */
  readonly system: RedactedText | undefined;
  /** Oldest first, in pairs of question and answer. */
  readonly history: readonly ModelMessage[];
  /** Best first. */
  readonly sources: readonly Source[];
  /** Names this request's fence; nobody who writes a source can know it. */
  readonly nonce: string;
  /** Tokens the model takes, its answer included. */
  readonly window: number;
  /** Tokens kept free for the answer. */
  readonly maxTokens: number;
}

export interface Prompt {
  readonly system: string;
  readonly messages: readonly ModelMessage[];
  /** The last message in parts, where there are sources: for a vendor that points at them itself. */
  readonly cited?: CitedTurn;
  /** What had to be left out. */
  readonly dropped: { readonly history_messages: number; readonly sources: number };
}

/** The fence's own tags and the question's label. */
const FENCE_TOKENS = 40;

/**
 * Fits system prompt, history, sources and question into the model's window. What does not fit goes: history
 * first, its oldest turn first, then the sources of the lowest rank. Throws `prompt-too-long` when the question
 * alone is too much.
 */
export function buildPrompt(parts: PromptParts): Prompt {
  const system = composeSystem(parts.system);
  const room =
    parts.window - parts.maxTokens - estimateTokens(system) - estimateTokens(parts.question) - FENCE_TOKENS;
  if (room < 0) throw promptTooLong(parts.window);
  const fenced = parts.sources.map((source) => fenceSource(source, parts.nonce));
  const kept = countThatFits(fenced.map(estimateTokens), room);
  const left = room - kept.tokens;
  const turns = turnsOf(parts.history);
  const newestFirst = turns.map(({ tokens }) => tokens).toReversed();
  const keptTurns = turns.slice(turns.length - countThatFits(newestFirst, left).count);
  const history = keptTurns.flatMap(({ messages }) => messages);
  return {
    system,
    messages: [...history, { role: 'user', content: userTurn(parts, fenced.slice(0, kept.count)) }],
    ...citedTurn(parts, kept.count),
    dropped: {
      history_messages: parts.history.length - history.length,
      sources: fenced.length - kept.count,
    },
  };
}

function userTurn({ question, nonce }: PromptParts, fenced: readonly string[]): string {
  if (fenced.length === 0) return question;
  return `${fenceSources(fenced, nonce)}\n\nQuestion: ${question}`;
}

function citedTurn(
  { question, system, sources, nonce }: PromptParts,
  count: number,
): { readonly cited?: CitedTurn } {
  if (count === 0) return {};
  const cited = sources
    .slice(0, count)
    .map((source) => neutralSource(source, nonce))
    .map(({ id, url, title, snippet: text }) => ({ id, url, title, text }));
  return { cited: { sources: cited, question, system: composeCitingSystem(system) } };
}

/** How many, from the first on, go into the room. */
function countThatFits(costs: readonly number[], room: number): { count: number; tokens: number } {
  let tokens = 0;
  let count = 0;
  for (const cost of costs) {
    if (tokens + cost > room) break;
    tokens += cost;
    count++;
  }
  return { count, tokens };
}

interface HistoryTurn {
  readonly messages: readonly ModelMessage[];
  readonly tokens: number;
}

/** A turn goes or stays as one: a conversation must begin with a question, and no answer stand alone. */
function turnsOf(history: readonly ModelMessage[]): HistoryTurn[] {
  const turns: { messages: ModelMessage[]; tokens: number }[] = [];
  for (const message of history) {
    if (message.role === 'user' || turns.length === 0) turns.push({ messages: [], tokens: 0 });
    const turn = turns.at(-1) as (typeof turns)[number];
    turn.messages.push(message);
    turn.tokens += estimateTokens(message.content);
  }
  return turns;
}

function promptTooLong(window: number): AppError {
  return new AppError(
    'unprocessable',
    'prompt-too-long',
    'The message and the answer do not fit into the model.',
    {
      errors: [
        {
          field: 'message',
          message: `Shorten it, lower options.max_tokens, or choose a model that takes more than ${window} tokens.`,
        },
      ],
    },
  );
}
