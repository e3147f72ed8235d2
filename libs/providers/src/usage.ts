/**
 * What one model call used, in tokens. The meters are disjoint: they add up, nothing is counted twice.
 * (OpenAI's `prompt_tokens` includes cached tokens and Anthropic's `input_tokens` excludes them; adapters
 * undo that.) `reasoning` is a part of `output`, told for information and never priced on its own.
 */
export interface Usage {
  readonly inputUncached: number;
  readonly inputCacheRead: number;
  readonly inputCacheWrite5m: number;
  readonly inputCacheWrite1h: number;
  readonly output: number;
  readonly reasoning: number;
  /** Searches the vendor ran and bills for (server-side web search), a count. */
  readonly searchRequests: number;
}

export const NO_USAGE: Usage = Object.freeze({
  inputUncached: 0,
  inputCacheRead: 0,
  inputCacheWrite5m: 0,
  inputCacheWrite1h: 0,
  output: 0,
  reasoning: 0,
  searchRequests: 0,
});

/** All input tokens: uncached, read from and written to the cache. */
export function inputTokens(usage: Usage): number {
  return usage.inputUncached + usage.inputCacheRead + usage.inputCacheWrite5m + usage.inputCacheWrite1h;
}
