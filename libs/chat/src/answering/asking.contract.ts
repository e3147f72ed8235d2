import { Metering, O200kEstimate, openAccount, PriceBook, type RequestAccount } from '@app/cost';
import { MemoryLedger } from '@app/cost/testing';
import { type AppConfig, LoopTurns } from '@app/platform';
import { FakeClock, SequentialIds } from '@app/platform/testing';
import type { RedactedText } from '@app/privacy';
import { Circuits, ModelRegistry } from '@app/providers';
import { FakeChatModel } from '@app/providers/testing';
import { timersOf } from '@app/resilience';
import { SearchCache } from '@app/search';
import { FakePageReader, FakeSearchEngine } from '@app/search/testing';
import type { ChatEvent } from '../chat-event.js';
import { ChatService } from '../chat-service.js';
import { MemoryConversations } from '../conversations/memory-conversations.js';
import { LateTurns } from '../resume/late-turns.js';
import { MemoryAnswerStreams } from '../resume/memory-answer-streams.js';
import { PreparedSources } from '../sources/prepared-sources.js';
import type { AskContext, Question, QuestionOptions } from '../question.js';

export const OWNER = 'owner-1';

type AskingConfig = Pick<AppConfig, 'citations' | 'features' | 'providers' | 'resilience' | 'search'>;

export const CONFIG = {
  features: { searchAugmentation: true, costTracking: true, piiRedaction: true, circuitBreaker: true },
  providers: {
    defaultProvider: 'openai',
    defaultModel: 'gpt-4o-mini',
    fallbackProvider: null,
    openai: { apiKey: 'k', baseUrl: null },
    anthropic: { apiKey: 'k', baseUrl: null },
  },
  search: {
    provider: 'sandbox',
    searxngUrl: null,
    braveApiKey: null,
    braveUrl: null,
    tavilyApiKey: null,
    tavilyUrl: null,
    model: 'gpt-4o-mini',
    timeoutMs: 5_000,
    maxResults: 5,
    cacheTtlMs: 0,
    pagesRead: 0,
    nat64Prefixes: [],
  },
  citations: {
    policy: 'annotate',
    supportedFrom: 0.55,
    partialFrom: 0.3,
    judge: false,
    judgeVerdicts: 'open',
  },
  resilience: {
    retryAttempts: 3,
    failureThreshold: 5,
    recoveryTimeoutMs: 30_000,
    halfOpenMaxCalls: 3,
    firstTokenMs: {},
    fallbackModel: null,
    degradedResponse: false,
    resumeGraceMs: 30_000,
    resumeLostAfterMs: 60_000,
  },
} as const satisfies AskingConfig;

interface AskingParts {
  readonly engine: FakeSearchEngine;
  readonly ledger: MemoryLedger;
}

/** The whole of answering on fakes: model, search, ledger, conversations and time. Only the price list is real. */
export class Asking {
  readonly clock = new FakeClock();
  readonly ids = new SequentialIds();
  readonly turns = new LoopTurns();
  readonly model = new FakeChatModel('openai', 'gpt-4o-mini');
  readonly claude = new FakeChatModel('anthropic', 'claude-haiku-4-5', 'anthropic');
  readonly engine: FakeSearchEngine;
  readonly pages = new FakePageReader();
  readonly ledger: MemoryLedger;
  readonly conversations = new MemoryConversations();
  readonly streams = new MemoryAnswerStreams(this.conversations);
  readonly lateTurns = new LateTurns(this.conversations, this.clock);
  readonly prices = new PriceBook();
  readonly circuits = new Circuits({
    breaker: {},
    retryAttempts: CONFIG.resilience.retryAttempts,
    clock: this.clock,
    random: () => 0,
    timers: timersOf(this.clock),
  });
  readonly chat: ChatService;

  constructor(
    features: Partial<AppConfig['features']> = {},
    more: Partial<AskingConfig> = {},
    { engine = new FakeSearchEngine(), ledger = new MemoryLedger() }: Partial<AskingParts> = {},
  ) {
    this.engine = engine;
    this.ledger = ledger;
    const { clock, ids, prices } = this;
    this.chat = new ChatService({
      config: { ...CONFIG, ...more, features: { ...CONFIG.features, ...features } },
      clock,
      ids,
      timers: timersOf(clock),
      turns: this.turns,
      registry: new ModelRegistry([
        { name: 'openai', vendor: 'openai', create: () => this.model },
        { name: 'anthropic', vendor: 'anthropic', create: () => this.claude },
      ]),
      prices,
      engine: this.engine,
      searchCache: new SearchCache({ clock, ttlMs: 0 }),
      pages: this.pages,
      prepared: new PreparedSources(),
      metering: new Metering(this.ledger, prices, clock, ids, new O200kEstimate()),
      circuits: this.circuits,
      conversations: this.conversations,
      streams: this.streams,
      lateTurns: this.lateTurns,
    });
  }

  ask(question: Partial<Question> = {}, context: Partial<AskContext> = {}): AsyncGenerator<ChatEvent> {
    return this.chat.ask(questionOf(question), contextOf(context));
  }

  async events(question: Partial<Question> = {}, context: Partial<AskContext> = {}): Promise<ChatEvent[]> {
    const events: ChatEvent[] = [];
    for await (const event of this.ask(question, context)) events.push(event);
    return events;
  }
}

export function questionOf(more: Partial<Question> & { readonly text?: string } = {}): Question {
  const { text = 'Why is the sky blue?', ...given } = more;
  return { message: text as RedactedText, options: {}, redactions: {}, ...given };
}

export function contextOf(more: Partial<AskContext> = {}): AskContext {
  return { requestId: 'req-1', ownerId: OWNER, account: accountOf(), deltas: true, ...more };
}

export function accountOf(): RequestAccount {
  return openAccount('req-1', { organisation: 'acme', team: null, keyId: 'k', costCenter: null });
}

export const withoutSearch: QuestionOptions = { searchEnabled: false };
