import { Global, Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { AppConfig, Clock, Ids, loadConfig } from '@app/platform';
import { FakeClock, SequentialIds } from '@app/platform/testing';
import { DataSource } from 'typeorm';
import { Answers } from './answers.js';
import { ChatModule } from './chat.module.js';
import { ChatService } from './chat-service.js';
import { Conversations } from './conversations/conversations.js';
import { MemoryConversations } from './conversations/memory-conversations.js';
import { PostgresConversations } from './conversations/postgres-conversations.js';
import { ModelsInUse } from './models-in-use.js';
import { LateTurns } from './resume/late-turns.js';
import { MemoryAnswerStreams } from './resume/memory-answer-streams.js';
import { SearchService } from './search-service.js';

@Global()
@Module({
  providers: [
    { provide: AppConfig, useFactory: () => loadConfig({}) },
    { provide: Clock, useClass: FakeClock },
    { provide: Ids, useClass: SequentialIds },
    { provide: DataSource, useValue: {} },
  ],
  exports: [AppConfig, Clock, Ids, DataSource],
})
class FloorModule {}

describe(ChatModule.name, () => {
  it('gives what its door promises, and closes what it has opened', async () => {
    const module = await Test.createTestingModule({ imports: [FloorModule, ChatModule] }).compile();
    expect(module.get(ChatService)).toBeInstanceOf(ChatService);
    expect(module.get(SearchService)).toBeInstanceOf(SearchService);
    expect(module.get(Conversations)).toBeInstanceOf(PostgresConversations);
    expect(module.get(Answers)).toBeInstanceOf(Answers);
    expect(module.get(ModelsInUse).list()[0]).toMatchObject({ default: true });
    const close = jest.spyOn(module.get(Conversations), 'close');
    await module.get(ChatModule).onApplicationShutdown();
    expect(close).toHaveBeenCalledTimes(1);
  });

  it('must not go before both what is kept and what is followed are written', async () => {
    const conversations = new MemoryConversations();
    const streams = new MemoryAnswerStreams(conversations);
    const lateTurns = new LateTurns(conversations, new FakeClock());
    const closed = [conversations, streams, lateTurns].map((opened) => jest.spyOn(opened, 'close'));
    await new ChatModule(conversations, streams, lateTurns).onApplicationShutdown();
    for (const close of closed) expect(close).toHaveBeenCalledTimes(1);
  });
});
