import { DomainPolicy } from './domain-policy.js';
import {
  SearchEngine,
  type SearchModelCall,
  type SearchModelUsage,
  type SearchRequest,
  type SearchResult,
} from './search-engine.js';
import type { SearchError } from './search-error.js';
import { malformed } from './search-failure.js';
import { MOST_OUTPUT_TOKENS } from './search-prompt.js';
import { SearchWire, type RefusedAnswer, type WireOptions } from './search-wire.js';
import { toHits, type FoundPage } from './to-hits.js';

export interface PromptSearchOptions extends WireOptions {
  readonly apiKey: string;
  readonly model: string;
}

export interface PromptAnswer {
  readonly pages: readonly FoundPage[];
  readonly billedRequests: number;
  /** Whether a search came to its end: a model that did not search has not found "nothing". */
  readonly hasSearched: boolean;
  readonly modelUsage: SearchModelUsage | undefined;
}

/** How one vendor is asked to let a model search, and what it answers. */
export interface PromptSearchDialect {
  readonly path: string;
  /** The most that a search puts into the model's context. */
  readonly maxInputTokens: number;
  headers(apiKey: string): Readonly<Record<string, string>>;
  body(request: SearchRequest, policy: DomainPolicy, model: string): object;
  /** Null: no answer of this vendor's. `now`: epoch milliseconds, against which a page's age is taken. */
  read(
    answer: Readonly<Record<string, unknown>>,
    place: { readonly engine: string; readonly model: string; readonly now: number },
  ): PromptAnswer | null;
  refusal(answer: RefusedAnswer, engine: string): SearchError;
}

/** A search that a vendor's model makes with its own tool. Its errors may come inside a 200: degraded, not thrown. */
export abstract class PromptSearchEngine extends SearchEngine {
  readonly name: string;
  private readonly model: string;
  private readonly wire: SearchWire;
  private readonly headers: Readonly<Record<string, string>>;

  constructor(
    options: PromptSearchOptions,
    private readonly dialect: PromptSearchDialect,
  ) {
    super();
    this.name = options.name;
    this.model = options.model;
    this.wire = new SearchWire(options);
    this.headers = dialect.headers(options.apiKey);
  }

  override get modelCall(): SearchModelCall {
    const { maxInputTokens } = this.dialect;
    return { model: this.model, maxInputTokens, maxOutputTokens: MOST_OUTPUT_TOKENS };
  }

  async search(request: SearchRequest): Promise<SearchResult> {
    const { dialect, headers, model, name: engine } = this;
    const policy = new DomainPolicy(request);
    const body = dialect.body(request, policy, model);
    const refused = (answer: RefusedAnswer): SearchError => dialect.refusal(answer, engine);
    const answer = await this.wire.ask({ path: dialect.path, headers, body, refused }, request);
    const now = this.wire.now();
    const told = dialect.read(answer, { engine, model, now });
    if (!told) throw malformed(engine);
    const { pages, billedRequests, hasSearched, modelUsage } = told;
    const hits = toHits(pages, { request, policy, now });
    return { hits, billedRequests, degraded: hits.length === 0 && !hasSearched, modelUsage };
  }
}
