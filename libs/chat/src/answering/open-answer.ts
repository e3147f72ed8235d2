import type { Metering } from '@app/cost';
import { type AppConfig, type Clock, type Ids, type LoopTurns, newId } from '@app/platform';
import type { ChatModel, Circuits, ModelRegistry } from '@app/providers';
import type { Timers } from '@app/resilience';
import type { PageReader, SearchCache, SearchEngine } from '@app/search';
import type { Conversations, OpenConversation } from '../conversations/conversations.js';
import type { AskContext, Question } from '../question.js';
import type { PreparedSources } from '../sources/prepared-sources.js';
import type { AnswerStreams } from '../resume/answer-streams.js';
import type { LateTurns } from '../resume/late-turns.js';
import { chooseFallback } from './choose-fallback.js';
import { chooseModel, type ModelPrices } from './choose-model.js';
import { composeModel } from './compose-model.js';
import { beginDraft, type Draft } from './draft.js';
import { effectiveOptions, TEMPERATURE_IGNORED } from './effective-options.js';
import { EventSequence } from './event-sequence.js';
import { MOST_VENDOR_SOURCES, type SourceNumbers } from './vendor-sources.js';

/** What answering needs of the other rooms. */
export interface AnswerParts {
  readonly config: Pick<AppConfig, 'citations' | 'features' | 'providers' | 'resilience' | 'search'>;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly timers: Timers;
  /** Shared by all answers of the process. */
  readonly turns: LoopTurns;
  readonly registry: Pick<ModelRegistry, 'get' | 'providers'>;
  readonly prices: ModelPrices;
  readonly engine: SearchEngine;
  readonly searchCache: SearchCache;
  readonly pages: PageReader;
  readonly prepared: PreparedSources;
  readonly metering: Pick<Metering, 'model' | 'search'>;
  readonly circuits: Pick<Circuits, 'around' | 'tell'>;
  readonly conversations: Conversations;
  readonly streams: AnswerStreams;
  readonly lateTurns: LateTurns;
}

/** One answer on its way: who gives it, what is known before, what it has become. */
export interface OpenAnswer {
  readonly draft: Draft;
  readonly events: EventSequence;
  readonly context: AskContext;
  /** Metered, with retries and a fallback around it. */
  readonly model: ChatModel;
  /** Tokens the model takes. */
  readonly window: number;
  readonly conversation: OpenConversation;
  readonly isFirstTurn: boolean;
  /** The most sources that are searched for. */
  readonly sourceLimit: number;
  /** Kept for this turn: for what is searched, and for what the vendor finds by itself. */
  readonly sourceNumbers: SourceNumbers;
}

/** A history longer than this is of no use to any model, in characters. */
const MOST_HISTORY_CHARACTERS = 2_000_000;
const CHARACTERS_PER_TOKEN = 4;

const NEW_CONVERSATION: OpenConversation = { history: [], leftOut: 0, firstSource: 1 };

/** Everything that may be refused before the first event: the model, the conversation. */
export async function openAnswer(
  question: Question,
  context: AskContext,
  parts: AnswerParts,
): Promise<OpenAnswer> {
  const { clock, ids, config, registry } = parts;
  const startedAt = clock.monotonic();
  const askedAt = clock.now();
  const choice = {
    providers: registry.providers,
    prices: parts.prices,
    defaults: config.providers,
    fallbackModel: config.resilience.fallbackModel,
    now: askedAt,
  };
  const chosen = chooseModel(question.options, choice);
  const substitute = chooseFallback(chosen, choice);
  const { model, window } = composeModel(chosen, substitute, context.account, parts);
  const options = effectiveOptions(question.options, config.features.searchAugmentation, model);
  const sourceLimit = options.search_enabled ? config.search.maxResults : 0;
  const numbersKept = options.search_enabled ? sourceLimit + MOST_VENDOR_SOURCES : 0;
  const conversationId = question.conversationId?.toLowerCase();
  const conversation =
    conversationId === undefined
      ? NEW_CONVERSATION
      : await parts.conversations.open({
          conversationId,
          ownerId: context.ownerId,
          sourceNumbers: numbersKept,
          historyCharacters: Math.min(window * CHARACTERS_PER_TOKEN, MOST_HISTORY_CHARACTERS),
        });
  const draft = beginDraft({
    id: newId('chat', ids),
    conversationId: conversationId ?? ids.uuid(),
    provider: model.provider,
    model: model.model,
    options,
    question,
    account: context.account,
    startedAt,
    askedAt,
  });
  if (question.options.temperature !== undefined && options.temperature === null)
    draft.warnings.push(TEMPERATURE_IGNORED);
  const events = new EventSequence(draft.id, clock);
  const isFirstTurn = conversationId === undefined;
  const { firstSource: first } = conversation;
  const sourceNumbers = { first, end: first + numbersKept };
  return { draft, events, context, model, window, conversation, isFirstTurn, sourceLimit, sourceNumbers };
}
