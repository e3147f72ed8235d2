import { Module, type OnApplicationShutdown } from '@nestjs/common';
import { AppConfig, Clock } from '@app/platform';
import { Agent } from 'undici';
import { CachedPageReader } from './cached-page-reader.js';
import { HttpPageReader } from './http-page-reader.js';
import { parseNat64Prefix, type Nat64Prefix } from './nat64.js';
import { PageReader } from './page-reader.js';
import { GATE_DEFAULTS, ReadingGate } from './reading-gate.js';
import { SandboxPageReader } from './sandbox-page-reader.js';
import { WorkerPageExtractor } from './worker-page-extractor.js';

/** What a sandbox's answer may weigh, bytes: a page of 2 MiB in JSON. */
const SANDBOX_LIMIT = 4 * 1024 * 1024;

/** The connections to the sandbox; the reading's own time-out owns the time. */
class SandboxAgent extends Agent {
  constructor() {
    super({
      connections: 16,
      headersTimeout: 0,
      bodyTimeout: 0,
      allowH2: false,
      maxResponseSize: SANDBOX_LIMIT,
    });
  }
}

/** Where the sandbox searches, its pages are read; else those of the Internet. */
function createPageReader(
  config: AppConfig,
  clock: Clock,
  extractor: WorkerPageExtractor,
  dispatcher: SandboxAgent,
): PageReader {
  const options = { clock, extractor, gate: new ReadingGate(GATE_DEFAULTS) };
  const reader =
    config.search.provider === 'sandbox'
      ? new SandboxPageReader({ ...options, sandboxUrl: config.sandbox.url, dispatcher })
      : new HttpPageReader({ ...options, nat64Prefixes: config.search.nat64Prefixes.flatMap(prefixOf) });
  return new CachedPageReader(reader, clock);
}

/** Configuration has looked at them already. */
function prefixOf(text: string): Nat64Prefix[] {
  const prefix = parseNat64Prefix(text);
  return prefix ? [prefix] : [];
}

/** Needs `AppConfig` and `Clock` from a global module. The extraction thread starts with the first page. */
@Module({
  providers: [
    { provide: WorkerPageExtractor, useFactory: () => new WorkerPageExtractor() },
    SandboxAgent,
    {
      provide: PageReader,
      inject: [AppConfig, Clock, WorkerPageExtractor, SandboxAgent],
      useFactory: createPageReader,
    },
  ],
  exports: [PageReader],
})
export class PagesModule implements OnApplicationShutdown {
  constructor(
    private readonly extractor: WorkerPageExtractor,
    private readonly agent: SandboxAgent,
  ) {}

  async onApplicationShutdown(): Promise<void> {
    await Promise.all([this.extractor.close(), this.agent.destroy()]);
  }
}
