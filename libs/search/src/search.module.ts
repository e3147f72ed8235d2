import { Module, type OnApplicationShutdown } from '@nestjs/common';
import { AppConfig, Clock } from '@app/platform';
import { Agent } from 'undici';
import { SearchCache } from './cache/search-cache.js';
import { createSearchEngine } from './create-search-engine.js';
import { createSearchAgent } from './search-agent.js';
import { SearchEngine } from './search-engine.js';

/** Needs `AppConfig` and `Clock` from a global module. */
@Module({
  providers: [
    { provide: Agent, useFactory: createSearchAgent },
    {
      provide: SearchEngine,
      inject: [AppConfig, Agent, Clock],
      useFactory: createSearchEngine,
    },
    {
      provide: SearchCache,
      inject: [AppConfig, Clock],
      useFactory: ({ search }: AppConfig, clock: Clock) =>
        new SearchCache({ clock, ttlMs: search.cacheTtlMs }),
    },
  ],
  exports: [SearchEngine, SearchCache],
})
export class SearchModule implements OnApplicationShutdown {
  constructor(private readonly agent: Agent) {}

  /** The answers have ended by now; what is still open is nobody's. */
  onApplicationShutdown(): Promise<void> {
    return this.agent.destroy();
  }
}
