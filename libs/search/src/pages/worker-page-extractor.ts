import type { ExtractedPage, PageSource } from './extract-page.js';
import { ExtractionThread } from './extraction-thread.js';
import { OwnerQueue, type QueueLimits } from './owner-queue.js';
import { PageBlocked } from './page-blocked.js';
import { PageExtractor } from './page-extractor.js';

export interface ExtractorLimits {
  /** For one page, milliseconds. */
  readonly timeoutMs?: number;
  /** Pages that may wait for the thread, in all and of one owner. */
  readonly waiting?: QueueLimits;
}

/**
 * An ordinary page takes 30 to 300 ms of processor time, Bootstrap's styles on 3,000 cards 720 ms, and the first page
 * of a thread 140 ms more; where seven others want the processor, that is more than a second. Shorter would refuse
 * honest pages in a rush. A second thread would take the processor that answers requests.
 */
const TIMEOUT_MS = 2_000;
const WAITING: QueueLimits = { total: 64, perOwner: 16 };

interface Job {
  readonly page: PageSource;
  readonly signal: AbortSignal;
  readonly resolve: (page: ExtractedPage) => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * Extraction in one thread of its own, which starts with the first page. Measured on the main thread: an ordinary
 * page of 260 kB blocks it for 0.3 s and 25 kB of hostile nesting for 4 s, where 50 ms are allowed; and a parser in
 * JavaScript cannot be stopped in between. A thread can: one that does not answer in time is ended with its page, and
 * the next page gets a new one. Owners take turns, so that one who brings pages of that kind costs another a page's
 * time and not all of them.
 */
export class WorkerPageExtractor extends PageExtractor {
  private readonly timeoutMs: number;
  private readonly queue: OwnerQueue<Job>;
  private thread?: ExtractionThread;
  private running = false;
  private closed = false;

  constructor({ timeoutMs = TIMEOUT_MS, waiting = WAITING }: ExtractorLimits = {}) {
    super();
    this.timeoutMs = timeoutMs;
    this.queue = new OwnerQueue(waiting);
  }

  extract(page: PageSource, signal: AbortSignal, owner = ''): Promise<ExtractedPage> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) reject(signal.reason as Error);
      else if (this.closed || !this.add({ page, signal, resolve, reject }, owner)) reject(busy());
    });
  }

  /** Ends the thread; pages that wait are told `busy`. */
  async close(): Promise<void> {
    this.closed = true;
    for (const { reject } of this.queue.clear()) reject(busy());
    await this.endThread();
  }

  private add(job: Job, owner: string): boolean {
    if (!this.queue.push(owner, job)) return false;
    // Nobody is kept waiting, but the thread goes on to its end: a new one would cost more.
    const abort = (): void => job.reject(job.signal.reason);
    job.signal.addEventListener('abort', abort, { once: true });
    void this.work();
    return true;
  }

  private async work(): Promise<void> {
    if (this.running) return;
    this.running = true;
    for (let job = this.queue.shift(); job !== undefined; job = this.queue.shift())
      if (!job.signal.aborted) await this.run(job.page).then(job.resolve, job.reject);
    this.running = false;
  }

  private async run(page: PageSource): Promise<ExtractedPage> {
    const extracted = await this.extractInThread(page);
    if (extracted === null) throw new PageBlocked('unreadable', 'The page could not be understood.');
    return extracted;
  }

  private async extractInThread(page: PageSource): Promise<ExtractedPage | null> {
    try {
      this.thread ??= new ExtractionThread();
      return await this.thread.extract(page, this.timeoutMs);
    } catch (cause) {
      await this.endThread();
      throw new PageBlocked('unreadable', 'The page could not be understood within its limits.', cause);
    }
  }

  private async endThread(): Promise<void> {
    const { thread } = this;
    this.thread = undefined;
    await thread?.end();
  }
}

function busy(): PageBlocked {
  return new PageBlocked('busy', 'Too many pages are being read.');
}
