import { FakeClock } from '@app/platform/testing';
import { timersOf } from '@app/resilience';
import { CannedServer, recorded, type CannedAnswer, type CannedRequest } from './canned-server.contract.js';
import { createSearchAgent } from './search-agent.js';
import { CONTRACT_SEARCH, searchEngineContract, type SearchScenario } from './search-engine.contract.js';
import type { SearchEngine, SearchRequest, SearchResult } from './search-engine.js';
import { searchWireContract } from './search-wire.contract.js';
import type { WireOptions } from './search-wire.js';

export interface Replay {
  readonly server: CannedServer;
  readonly engineAt: (baseUrl: string) => SearchEngine;
  readonly search: (answer: CannedAnswer, request?: Partial<SearchRequest>) => Promise<SearchResult>;
  /** The last request that reached the vendor. */
  readonly asked: () => CannedRequest;
}

interface ReplayedVendor {
  readonly name: string;
  /** The variable that holds its key; null where it takes none. */
  readonly key: string | null;
  /** Its wire has words for a search that did not work. */
  readonly tellsTrouble: boolean;
  readonly create: (options: WireOptions) => SearchEngine;
}

/** Puts an adapter before a server that plays its vendor, and holds it to every promise of the port. */
export function replayed({ name, key, tellsTrouble, create }: ReplayedVendor): Replay {
  const server = new CannedServer();
  const dispatcher = createSearchAgent();
  const clock = new FakeClock();
  const timers = timersOf(clock);
  const engineAt = (baseUrl: string) => create({ name, baseUrl, timeoutMs: 5000, dispatcher, clock, timers });
  const answers: Record<SearchScenario, () => CannedAnswer> = {
    results: () => recorded('results', name),
    nothing: () => recorded('nothing', name),
    unresponsive: () => recorded('unresponsive', name),
    failing: () => ({ status: 502, body: '{}' }),
    silent: () => ({ hang: true }),
  };

  beforeAll(() => server.start());
  afterAll(async () => {
    await dispatcher.destroy();
    await server.stop();
  });
  searchEngineContract(name, (scenario) => {
    if (scenario === 'unresponsive' && !tellsTrouble) return null;
    const before = server.requests.length;
    server.answer = answers[scenario]();
    return { engine: engineAt(server.url), calls: () => server.requests.length - before };
  });
  searchWireContract(() => ({ server, clock, key, engineAt }));

  return {
    server,
    engineAt,
    search: (answer, request = {}) => {
      server.answer = answer;
      return engineAt(server.url).search({ ...CONTRACT_SEARCH, ...request });
    },
    asked: () => {
      const last = server.requests.at(-1);
      if (!last) throw new Error('Nothing was asked.');
      return last;
    },
  };
}
