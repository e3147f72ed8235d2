import { TextDecoder } from 'node:util';
import { StreamFault } from './stream-fault.js';

export interface ServerSentEvent {
  /** Empty: a plain message. */
  readonly event: string;
  readonly data: string;
}

/** What one line, and the data of one event, may hold. UTF-16 units. */
const LINE_LIMIT = 1024 * 1024;

/**
 * An incremental decoder of `text/event-stream` (WHATWG HTML 9.2): bytes in, however they are split, and
 * events out through `onEvent`, so that those before a fault are heard before it is thrown. Linear: a line
 * that spans many chunks is joined once, and only new text is searched for its end.
 */
export class ServerSentEventDecoder {
  private readonly decoder = new TextDecoder('utf-8');
  private pending = '';
  private carriage = false;
  private event = '';
  private data: string | null = null;

  constructor(private readonly onEvent: (event: ServerSentEvent) => void) {}

  push(chunk: Uint8Array): void {
    this.takeText(this.decoder.decode(chunk, { stream: true }));
  }

  /** An event without its closing blank line counts: some servers leave it out before they close. */
  end(): void {
    this.takeText(`${this.decoder.decode()}${this.carriage ? '\n' : ''}`);
    if (this.pending !== '') this.takeLine(this.pending);
    this.pending = '';
    this.dispatch();
  }

  private takeText(decoded: string): void {
    const text = this.unifyLineEnds(decoded);
    let start = 0;
    for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', start)) {
      const line = text.slice(start, end);
      this.takeLine(this.pending === '' ? line : this.pending + line);
      this.pending = '';
      start = end + 1;
    }
    if (start < text.length) this.pending += start === 0 ? text : text.slice(start);
    if (this.pending.length > LINE_LIMIT) throw tooLong();
  }

  /** CRLF and CR become LF; a CR at the end of a chunk waits to see whether an LF follows. */
  private unifyLineEnds(decoded: string): string {
    if (decoded === '' || (!this.carriage && !decoded.includes('\r'))) return decoded;
    const text = this.carriage ? `\r${decoded}` : decoded;
    this.carriage = text.endsWith('\r');
    return (this.carriage ? text.slice(0, -1) : text).replaceAll(/\r\n?/g, '\n');
  }

  private takeLine(line: string): void {
    if (line === '') return this.dispatch();
    if (line.length > LINE_LIMIT) throw tooLong();
    if (line.startsWith('data:')) this.addData(valueAfter(line, 5));
    else if (line.startsWith('event:')) this.event = valueAfter(line, 6);
  }

  private addData(value: string): void {
    this.data = this.data === null ? value : `${this.data}\n${value}`;
    if (this.data.length > LINE_LIMIT) throw tooLong();
  }

  private dispatch(): void {
    const { event, data } = this;
    this.event = '';
    this.data = null;
    if (data !== null) this.onEvent({ event, data });
  }
}

function valueAfter(line: string, colon: number): string {
  return line.slice(line.codePointAt(colon) === 0x20 ? colon + 1 : colon);
}

function tooLong(): StreamFault {
  return new StreamFault('line-too-long', 'sent a line of more than 1 MiB');
}
