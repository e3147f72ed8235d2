import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Bill } from '../bill/bill.js';
import type { BillLine, BillOutcome, VendorName } from '../bill/bill-line.js';

const LONGEST_ATTEMPT_ID = 200;

/**
 * One call on its way through: its id, its two lines on the bill, and what was written so far. However it
 * ends, it is settled once; a client that goes away first settles it as aborted.
 */
export class Exchange {
  readonly id = `req_${randomUUID().replaceAll('-', '')}`;
  readonly receivedAt: number;
  /** The client has gone, or the connection has. */
  gone = false;
  /** Tokens of text that were handed to the operating system. */
  streamed = 0;
  /** What is charged for so many tokens of text; known once the reply is. */
  usage: (outputTokens: number) => object | null = () => null;
  private opened?: BillLine;
  private settled = false;
  private wake?: () => void;

  constructor(
    readonly vendor: VendorName,
    readonly request: IncomingMessage,
    readonly response: ServerResponse,
    private readonly bill: Bill,
    private readonly now: () => number,
  ) {
    this.receivedAt = now();
    response.on('close', () => this.leave());
  }

  /** Milliseconds since the call arrived. */
  get elapsed(): number {
    return this.now() - this.receivedAt;
  }

  open(model: string | null): void {
    const attempt = this.request.headers['x-attempt-id'];
    this.opened = {
      call_id: this.id,
      attempt_id: typeof attempt === 'string' ? attempt.slice(0, LONGEST_ATTEMPT_ID) : null,
      vendor: this.vendor,
      model,
      received_at: new Date(this.receivedAt).toISOString(),
      outcome: 'received',
      usage: null,
      streamed_output_tokens: 0,
    };
    this.bill.write(this.opened);
    if (this.gone) this.settle('aborted', this.usage(0));
  }

  settle(outcome: BillOutcome, usage: object | null): void {
    if (this.settled || !this.opened) return;
    this.settled = true;
    const { usage: _, streamed_output_tokens: __, outcome: ___, ...known } = this.opened;
    this.bill.write({
      ...known,
      ended_at: new Date(this.now()).toISOString(),
      outcome,
      usage,
      streamed_output_tokens: this.streamed,
    });
  }

  /** Resolves after `ms`, or as soon as the client has gone. */
  wait(ms: number): Promise<void> {
    if (this.gone || ms <= 0) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = ms === Infinity ? undefined : setTimeout(resolve, ms);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /** Writes a batch; resolves with `false` when the client went away before the system had taken it. */
  async write(text: string, tokens: number): Promise<boolean> {
    const bytes = Buffer.from(text);
    const border = bytes.length === text.length ? 0 : insideCharacter(bytes);
    if (border > 0) {
      if (!(await this.push(bytes.subarray(0, border)))) return false;
      await nextTurn();
    }
    if (!(await this.push(bytes.subarray(border)))) return false;
    this.streamed += tokens;
    return true;
  }

  /** Writes the last of it and settles. */
  end(text: string, tokens: number, outcome: BillOutcome): void {
    this.response.end(text, () => {
      if (this.gone) return;
      this.streamed += tokens;
      this.settle(outcome, this.usage(this.streamed));
    });
  }

  private push(bytes: Buffer): Promise<boolean> {
    if (this.gone) return Promise.resolve(false);
    return new Promise((resolve) => {
      this.wake = () => resolve(false);
      this.response.write(bytes, (error) => resolve(!error && !this.gone));
    });
  }

  private leave(): void {
    if (this.response.writableFinished) return;
    this.gone = true;
    this.settle('aborted', this.usage(this.streamed));
    this.wake?.();
  }
}

/** The middle of the first character that has more than one byte: networks cut there too. */
function insideCharacter(bytes: Buffer): number {
  return bytes.findIndex((byte) => byte >= 0xc0) + 1;
}
