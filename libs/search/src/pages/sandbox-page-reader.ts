import { isIP } from 'node:net';
import { request, type Dispatcher } from 'undici';
import { isPublicAddress } from './address-policy.js';
import { checkUrl, hostOf } from './check-url.js';
import { contentTypeOf } from './content-type.js';
import type { RawPage } from './fetch-page.js';
import { PageBlocked } from './page-blocked.js';
import { PageReader, type PageReading } from './page-reader.js';
import { readWithinLimits, type ReadingOptions } from './read-within-limits.js';

export interface SandboxPageReaderOptions extends Omit<ReadingOptions, 'urls'> {
  /** `http://127.0.0.1:8100`. */
  readonly sandboxUrl: string;
  readonly dispatcher: Dispatcher;
}

interface SandboxPage {
  readonly url: string;
  readonly content_type: string;
  readonly body: string;
}

const SANDBOX_URLS = { allowHttp: true };

/**
 * Reads the pages of the sandbox's corpus where there is no Internet: `GET /_pages?url=…` answers with
 * `{url, title, content_type, body}`, and the page is read from `body` like any other. It connects to the sandbox and
 * to nothing else; addresses are checked as they would be for the Internet, but http is allowed.
 */
export class SandboxPageReader extends PageReader {
  constructor(private readonly options: SandboxPageReaderOptions) {
    super();
  }

  read(url: string, signal?: AbortSignal): Promise<PageReading> {
    const options = { ...this.options, urls: SANDBOX_URLS };
    return readWithinLimits(url, (address, until) => this.ask(address, until), options, signal);
  }

  override forTenant(owner: string): PageReader {
    return new SandboxPageReader({ ...this.options, owner });
  }

  private async ask(url: string, signal: AbortSignal): Promise<RawPage> {
    const { sandboxUrl, dispatcher } = this.options;
    if (isPrivateAddress(hostOf(checkUrl(url, SANDBOX_URLS))))
      throw new PageBlocked('private-address', 'The host is not on the public Internet.');
    const address = `${sandboxUrl}/_pages?url=${encodeURIComponent(url)}`;
    const { statusCode, body } = await request(address, { dispatcher, signal });
    if (statusCode !== 200) {
      await body.dump();
      throw new PageBlocked('status', `The page answered with status ${statusCode}.`);
    }
    return rawPage(await body.json().catch(() => signal.throwIfAborted()));
  }
}

function isPrivateAddress(host: string): boolean {
  return isIP(host) !== 0 && !isPublicAddress(host);
}

function rawPage(answer: unknown): RawPage {
  const { url, content_type: type, body } = (answer ?? {}) as Partial<SandboxPage>;
  if (typeof url !== 'string' || typeof body !== 'string')
    throw new PageBlocked('unreadable', 'The sandbox answered with something else than a page.');
  // As the sandbox sends JSON, the text is decoded already.
  return { kind: contentTypeOf(type).kind, charset: 'utf-8', finalUrl: url, bytes: Buffer.from(body) };
}
