import { GenerationCache } from '../generation-cache.js';

/** The shortest beginning that vendors cache, in tokens. */
export const SHORTEST_CACHED_TOKENS = 1_024;
/** OpenAI counts cached tokens in steps of this many. */
export const CACHE_STEP_TOKENS = 128;

/** Which beginnings of prompts were seen lately. Bounded; an entry lives until its time has passed. */
export class PromptCache {
  private readonly expiry = new GenerationCache<number, number>(50_000);

  constructor(private readonly now: () => number) {}

  has(key: number): boolean {
    return (this.expiry.get(key) ?? 0) > this.now();
  }

  /** `lifetime` in milliseconds, from now. */
  remember(key: number, lifetime: number): void {
    this.expiry.set(key, this.now() + lifetime);
  }
}
