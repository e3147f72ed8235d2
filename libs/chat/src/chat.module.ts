import { Module, type OnApplicationShutdown } from '@nestjs/common';
import { CostModule, Metering, PriceBook } from '@app/cost';
import { AppConfig, Clock, Ids } from '@app/platform';
import { Circuits, ModelRegistry, ProvidersModule } from '@app/providers';
import { nodeTimers } from '@app/resilience';
import { SearchEngine, SearchModule } from '@app/search';
import { DataSource } from 'typeorm';
import { Answers } from './answers.js';
import { ChatService } from './chat-service.js';
import { ConversationRetention } from './conversations/conversation-retention.js';
import { Conversations } from './conversations/conversations.js';
import { PostgresConversations } from './conversations/postgres-conversations.js';
import { ModelsInUse } from './models-in-use.js';

/** Answering. Needs `AppConfig`, `Clock`, `Ids` and the `DataSource` from global modules. */
@Module({
  imports: [ProvidersModule, SearchModule, CostModule],
  providers: [
    {
      provide: Conversations,
      inject: [DataSource],
      useFactory: (database: DataSource) => new PostgresConversations(database),
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
      ) =>
        new ChatService({
          config,
          clock,
          ids,
          timers: nodeTimers,
          registry,
          prices,
          engine,
          metering,
          circuits,
          conversations,
        }),
    },
    Answers,
    ConversationRetention,
    ModelsInUse,
  ],
  exports: [ChatService, Conversations, Answers, ModelsInUse],
})
export class ChatModule implements OnApplicationShutdown {
  constructor(private readonly conversations: Conversations) {}

  /** The answers have ended by now; their turns are written before the database goes. */
  onApplicationShutdown(): Promise<void> {
    return this.conversations.close();
  }
}
