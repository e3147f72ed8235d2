import type { SearchResult } from '../search-engine.js';
import { untilAborted } from '../until-aborted.js';

/** A search that several callers wait for. It is aborted when the last of them has left. */
export class SearchFlight {
  readonly result: Promise<SearchResult>;
  private readonly controller = new AbortController();
  private waiting = 0;

  /** `abandoned` is called before the search is aborted, so that nobody joins one that is lost. */
  constructor(
    search: (signal: AbortSignal) => Promise<SearchResult>,
    private readonly abandoned: () => void,
  ) {
    this.result = search(this.controller.signal);
  }

  /** The result, or the reason of the caller's own abort. */
  async join(signal?: AbortSignal): Promise<SearchResult> {
    this.waiting += 1;
    try {
      return await (signal ? untilAborted(this.result, signal) : this.result);
    } finally {
      this.waiting -= 1;
      if (this.waiting === 0 && signal?.aborted) this.abandon(signal.reason);
    }
  }

  private abandon(reason: unknown): void {
    this.abandoned();
    this.controller.abort(reason);
  }
}
