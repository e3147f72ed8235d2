import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { PageSource } from './extract-page.js';
import type { Extraction } from './extraction-worker.js';

const LANGUAGE = extname(fileURLToPath(import.meta.url));
const ENTRY = new URL(`./extraction-worker${LANGUAGE}`, import.meta.url);
/** Where the sources themselves run (in tests), an import of `x.js` means `x.ts`. */
const FROM_SOURCE = `data:text/javascript,import { registerHooks } from 'node:module';
const isSource = (name, parent) => name.startsWith('.') && parent?.endsWith('.ts');
registerHooks({ resolve: (name, context, next) =>
  next(isSource(name, context.parentURL) ? name.replace(/\\.js$/, '.ts') : name, context) });`;
const MEMORY = { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 32 };
/** How long it may take to load, milliseconds; usually 300. */
const START_WITHIN_MS = 10_000;
/** How long its end is waited for, milliseconds: one that has no memory left may never tell of it. */
const END_WITHIN_MS = 500;

/** A thread that extracts one page at a time. After any error it is of no use and must be ended. */
export class ExtractionThread {
  private readonly worker: Worker;
  private readonly ready: Promise<unknown>;

  constructor() {
    const execArgv = LANGUAGE === '.ts' ? ['--import', FROM_SOURCE] : [];
    this.worker = new Worker(ENTRY, { name: 'page-extraction', execArgv, env: {}, resourceLimits: MEMORY });
    // It must not keep the process; whoever waits for a page has a timer that does.
    this.worker.unref();
    // One that nobody waits for any more may still break; an error that nobody hears ends the process.
    this.worker.on('error', () => {});
    this.ready = this.nextMessage(START_WITHIN_MS);
    this.ready.catch(() => {});
  }

  /** Throws when the thread dies or takes longer than `timeoutMs`. */
  async extract(page: PageSource, timeoutMs: number): Promise<Exclude<Extraction, 'ready'>> {
    await this.ready;
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
    this.worker.postMessage(page);
    return (await this.nextMessage(timeoutMs)) as Exclude<Extraction, 'ready'>;
  }

  /** Nobody waits for it longer than it may take, whether it has ended or not. */
  async end(): Promise<void> {
    const ended = this.worker.terminate().catch(() => {});
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, END_WITHIN_MS)));
    await Promise.race([ended, late]);
    clearTimeout(timer);
  }

  private nextMessage(timeoutMs: number): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const late = (): void => end(reject, `The extraction thread said nothing for ${timeoutMs} ms.`);
      const timer = setTimeout(late, timeoutMs);
      const told = (message: unknown): void => end(resolve, message);
      const broken = (cause: unknown): void => end(reject, cause);
      const end = <Value>(settle: (value: Value) => void, value: Value): void => {
        clearTimeout(timer);
        this.worker.off('message', told).off('error', broken).off('exit', broken);
        settle(value);
      };
      this.worker.once('message', told).once('error', broken).once('exit', broken);
    });
  }
}
