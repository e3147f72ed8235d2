import type { InjectionScore } from './injection-score.js';

/**
 * Why a page was not read. `private-name` and `private-address`: it is, or leads to, something that is not on the
 * public Internet; `dns`: its name could not be resolved in full; `busy`: too many pages are being read.
 */
export type BlockedCode =
  | 'invalid-url'
  | 'not-https'
  | 'userinfo'
  | 'port'
  | 'private-name'
  | 'private-address'
  | 'dns'
  | 'unreachable'
  | 'redirect-limit'
  | 'status'
  | 'wrong-content-type'
  | 'too-large'
  | 'too-slow'
  | 'unreadable'
  | 'busy';

export interface FetchedPage {
  readonly state: 'fetched';
  /** As it was asked for. */
  readonly url: string;
  /** After redirects. */
  readonly finalUrl: string;
  readonly title: string;
  /** What a reader sees of it: plain text, one block a line, at most 100,000 bytes in UTF-8. */
  readonly text: string;
  /** RFC 3339 in UTC, where the page says it. */
  readonly publishedAt: string | null;
  /** RFC 3339 in UTC. */
  readonly fetchedAt: string;
  /** `sha256:` and 64 hexadecimal digits, of `text` in UTF-8: whoever keeps the text can prove it. */
  readonly contentHash: string;
  /** True when the page goes on after `text`. */
  readonly truncated: boolean;
  /** Whether the page talks to a model, the text that it hides from readers included. */
  readonly injection: InjectionScore;
  /** True when an earlier reading is given again; `fetchedAt` says when that was. */
  readonly cached: boolean;
}

export interface BlockedPage {
  readonly state: 'blocked';
  readonly url: string;
  readonly code: BlockedCode;
  /** One sentence without anything that the page said. */
  readonly message: string;
}

export type PageReading = FetchedPage | BlockedPage;

/** Reads a page as a person would see it. Throws nothing but the reason of the caller's abort. */
export abstract class PageReader {
  abstract read(url: string, signal?: AbortSignal): Promise<PageReading>;

  /**
   * The reader as one tenant has it: what a reader remembers is no other tenant's to find out, and where readings
   * wait, tenants take turns.
   */
  forTenant(_tenant: string): PageReader {
    return this;
  }
}
