import { Module, type OnApplicationShutdown } from '@nestjs/common';
import { CostModule, Metering, PriceBook } from '@app/cost';
import { AppConfig, Clock, Ids, LoopTurns } from '@app/platform';
import { Circuits, ModelRegistry, ProvidersModule } from '@app/providers';
import { nodeTimers } from '@app/resilience';
import { PageReader, PagesModule, SearchCache, SearchEngine, SearchModule } from '@app/search';
import { DataSource } from 'typeorm';
import { Answers } from './answers.js';
import { ChatService } from './chat-service.js';
import { ConversationRetention } from './conversations/conversation-retention.js';
import { Conversations } from './conversations/conversations.js';
import { PostgresConversations } from './conversations/postgres-conversations.js';
import { ModelsInUse } from './models-in-use.js';
import { AnswerStreams } from './resume/answer-streams.js';
import { PostgresAnswerStreams } from './resume/postgres-answer-streams.js';
import { SearchService } from './search-service.js';
import { PreparedSources } from './sources/prepared-sources.js';
import { LateTurns } from './resume/late-turns.js';
import { StreamRetention } from './resume/stream-retention.js';

/** Answering. Needs `AppConfig`, `Clock`, `Ids` and the `DataSource` from global modules. */
@Module({
  imports: [ProvidersModule, SearchModule, PagesModule, CostModule],
  providers: [
    {
      provide: Conversations,
      inject: [DataSource],
      useFactory: (database: DataSource) => new PostgresConversations(database),
    },
    {
      provide: AnswerStreams,
      inject: [DataSource],
      useFactory: (database: DataSource) => new PostgresAnswerStreams(database),
    },
    {
      provide: LateTurns,
      inject: [Conversations, Clock],
      useFactory: (conversations: Conversations, clock: Clock) => new LateTurns(conversations, clock),
    },
    {
      provide: ChatService,
      inject: [
        AppConfig,
        Clock,
        Ids,
        ModelRegistry,
        PriceBook,
        SearchEngine,
        Metering,
        Circuits,
        Conversations,
        AnswerStreams,
        LateTurns,
        PageReader,
        SearchCache,
      ],
      useFactory: (
        config: AppConfig,
        clock: Clock,
        ids: Ids,
        registry: ModelRegistry,
        prices: PriceBook,
        engine: SearchEngine,
        metering: Metering,
        circuits: Circuits,
        conversations: Conversations,
        streams: AnswerStreams,
        lateTurns: LateTurns,
        pages: PageReader,
        searchCache: SearchCache,
      ) =>
        new ChatService({
          config,
          clock,
          ids,
          timers: nodeTimers,
          turns: new LoopTurns(),
          registry,
          prices,
          engine,
          metering,
          circuits,
          conversations,
          streams,
          lateTurns,
          pages,
          prepared: new PreparedSources(),
          searchCache,
        }),
    },
    {
      provide: SearchService,
      inject: [AppConfig, Clock, Ids, SearchEngine, Metering, SearchCache],
      useFactory: (
        config: AppConfig,
        clock: Clock,
        ids: Ids,
        engine: SearchEngine,
        metering: Metering,
        searchCache: SearchCache,
      ) => new SearchService({ config, clock, ids, timers: nodeTimers, engine, metering, searchCache }),
    },
    Answers,
    ConversationRetention,
    StreamRetention,
    ModelsInUse,
  ],
  exports: [ChatService, SearchService, Conversations, Answers, ModelsInUse],
})
export class ChatModule implements OnApplicationShutdown {
  constructor(
    private readonly conversations: Conversations,
    private readonly streams: AnswerStreams,
    private readonly lateTurns: LateTurns,
  ) {}

  /** The answers have ended by now; their turns are written before the database goes. */
  async onApplicationShutdown(): Promise<void> {
    await this.lateTurns.close();
    await Promise.all([this.conversations.close(), this.streams.close()]);
  }
}
