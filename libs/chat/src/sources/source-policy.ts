import {
  type DomainRules,
  DomainPolicy,
  type FetchedPage,
  injectionScore,
  isTooOld,
  type SearchRecency,
  webUrl,
} from '@app/search';
import type { Source } from '../chat-response.js';

/** Why a source is shown and not used. */
export interface SourceRefusal {
  readonly code: 'domain-not-allowed' | 'too-old' | 'injection-suspected';
  readonly message: string;
}

export interface SourceRules extends DomainRules {
  readonly recency?: SearchRecency;
}

/** From this score on a text talks to models rather than to readers; it is kept out of the prompt. */
const SUSPICIOUS = 0.6;

const DOMAIN: SourceRefusal = {
  code: 'domain-not-allowed',
  message: 'The page has moved to a domain that was not asked for, so it is not used.',
};
const TOO_OLD: SourceRefusal = {
  code: 'too-old',
  message: 'The page says that it is older than was asked for, so it is not used.',
};
const INJECTION: SourceRefusal = {
  code: 'injection-suspected',
  message: 'It holds text that is addressed to a model, so it is not used.',
};

/**
 * What may be put into a prompt and cited. An engine's hit is held to it by what the engine says, the page behind it
 * once more by what it is: where it really stands, when it says it was written, whom it talks to.
 */
export class SourcePolicy {
  private readonly domains: DomainPolicy;
  private readonly recency: SearchRecency | undefined;

  /** `now`: epoch milliseconds, against which a page's age is taken. */
  constructor(
    { recency, ...domains }: SourceRules,
    private readonly now: number,
  ) {
    this.domains = new DomainPolicy(domains);
    this.recency = recency;
  }

  ofHit({ url, title, snippet, published_at: published }: Source): SourceRefusal | null {
    return this.refuse(url, published, injectionScore(`${title}\n${snippet}`).score);
  }

  /** Null also where the page does not say when it was written: the engine's date has been looked at. */
  ofPage({ finalUrl, publishedAt, injection }: FetchedPage): SourceRefusal | null {
    return this.refuse(finalUrl, publishedAt, injection.score);
  }

  private refuse(address: string, published: string | null, injection: number): SourceRefusal | null {
    const url = webUrl(address);
    if (!url || !this.domains.permits(url)) return DOMAIN;
    if (isTooOld(published, this.recency, this.now)) return TOO_OLD;
    return injection >= SUSPICIOUS ? INJECTION : null;
  }
}
