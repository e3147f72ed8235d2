import type { Dispatcher } from 'undici';

/** Header names come from undici in lower case. */
type RawHeaders = Dispatcher.ResponseData['headers'];
export type LeanBody = Dispatcher.ResponseData['body'];

/** The two methods of `Headers` that the SDKs call, without its copying. */
export class LeanHeaders {
  constructor(private readonly raw: RawHeaders) {}

  get(name: string): string | null {
    const value = this.raw[name.toLowerCase()];
    if (value === undefined) return null;
    return typeof value === 'string' ? value : value.join(', ');
  }

  *entries(): IterableIterator<[string, string]> {
    for (const name of Object.keys(this.raw)) yield [name, this.get(name) ?? ''];
  }
}

/** As much of `Response` as the SDKs and our readers touch. The body is a Node stream of bytes as they came. */
export class LeanResponse {
  readonly status: number;
  readonly ok: boolean;
  readonly statusText: string;
  readonly headers: LeanHeaders;
  readonly body: LeanBody;

  constructor(
    readonly url: string,
    data: Dispatcher.ResponseData,
  ) {
    this.status = data.statusCode;
    this.ok = data.statusCode >= 200 && data.statusCode < 300;
    this.statusText = data.statusText;
    this.headers = new LeanHeaders(data.headers);
    this.body = data.body;
  }

  text(): Promise<string> {
    return this.body.text();
  }

  json(): Promise<unknown> {
    return this.body.json();
  }
}
