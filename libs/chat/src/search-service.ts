import type { RequestAccount } from '@app/cost';
import { AppError, newId } from '@app/platform';
import type { RedactedText, RedactionCounts } from '@app/privacy';
import type { SearchRecency } from '@app/search';
import { attemptsOf, usageOf } from './bill.js';
import type { AnswerParts } from './answering/open-answer.js';
import type { SearchResponse } from './search-response.js';
import type { Warning } from './chat-response.js';
import { engineFor, type EngineParts } from './sources/engine-for.js';
import { recencyUnknown } from './sources/recency-unknown.js';
import { DEGRADED, type FoundSources, queryOf, searchSources } from './sources/search-sources.js';
import { SourcePolicy } from './sources/source-policy.js';

export interface SearchQuestion {
  readonly query: RedactedText;
  /** Absent: as many as an answer gets. */
  readonly limit?: number;
  /** Only these domains and what is below them; empty: all. */
  readonly domains?: readonly string[];
  readonly recency?: SearchRecency;
  readonly redactions: RedactionCounts;
}

export interface SearchContext {
  /** What the search costs is written here. */
  readonly account: RequestAccount;
  readonly signal?: AbortSignal;
  /** Milliseconds since the epoch after which nobody waits any more. */
  readonly deadline?: number;
}

type SearchParts = EngineParts & Pick<AnswerParts, 'config' | 'clock' | 'ids' | 'timers'>;

/** A search alone: the same engine, cache, policies and ledger as an answer's, and no model. */
export class SearchService {
  constructor(private readonly parts: SearchParts) {}

  /**
   * Throws `search-off` where the deployment does not search, `search-timeout`, a `SearchError`, or what the
   * ledger refuses. Without an answer to stand on there is nothing to degrade to.
   */
  async find(question: SearchQuestion, context: SearchContext): Promise<SearchResponse> {
    const { config, clock } = this.parts;
    if (!config.features.searchAugmentation) throw searchOff();
    const startedAt = clock.monotonic();
    const query = queryOf(question.query);
    const found = await this.search(query, question, context);
    return {
      ...this.describe(query, found, question, context.account),
      metadata: {
        provider: this.parts.engine.name,
        search_results_count: found.sources.length,
        processing_time_ms: Math.round(clock.monotonic() - startedAt),
        attempts: attemptsOf(context.account),
        pii_redactions: question.redactions,
      },
    };
  }

  private search(query: string, question: SearchQuestion, context: SearchContext): Promise<FoundSources> {
    const { config, clock, timers } = this.parts;
    const { account, signal, deadline = Infinity } = context;
    const { recency, domains: allow, limit = config.search.maxResults } = question;
    const timeoutMs = Math.min(config.search.timeoutMs, deadline - clock.now());
    const engine = engineFor(account, this.parts);
    const search = { engine, limit, timeoutMs, firstNumber: 1, signal, clock, timers };
    return searchSources({ query, recency, allow }, search);
  }

  private describe(
    query: string,
    { sources, degraded, cached }: FoundSources,
    { recency }: SearchQuestion,
    account: RequestAccount,
  ): Omit<SearchResponse, 'metadata'> {
    const { ids, clock } = this.parts;
    const timestamp = new Date(clock.now()).toISOString();
    const policy = new SourcePolicy({}, clock.now());
    const flagged = sources.flatMap((source) => (policy.ofHit(source) ? [source.id] : []));
    const warnings = [
      ...(degraded ? [DEGRADED] : []),
      ...(flagged.length > 0 ? [suspected(flagged)] : []),
      ...recencyUnknown(recency, sources),
    ];
    return {
      id: newId('search', ids),
      query,
      sources,
      degraded,
      cached,
      usage: usageOf(account),
      warnings,
      timestamp,
    };
  }
}

function searchOff(): AppError {
  return new AppError('forbidden', 'search-off', 'This deployment does not search the web.');
}

/** They are shown to whoever searches, and an answer would not use them. */
function suspected(sources: readonly number[]): Warning {
  const which = sources.map((id) => `[${id}]`).join(', ');
  const message = `Text addressed to a model was found in ${which}: do not give it to one as it stands.`;
  return { code: 'injection-suspected', message, source_ids: sources };
}
