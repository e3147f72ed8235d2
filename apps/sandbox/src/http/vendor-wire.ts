import type { IncomingMessage } from 'node:http';
import type { AnswerChunk } from '../answering/answer.js';
import type { VendorName } from '../bill/bill-line.js';
import type { Fault } from '../faults/fault.js';

/** One paid route of one vendor, as its wire has it. A new format is a new one of these. */
export interface VendorWire {
  readonly vendor: VendorName;
  /** Understands a request as far as fault rules and the bill need it. Throws a `Refusal`. */
  read(body: string, request: IncomingMessage, query: URLSearchParams): Asked;
  /** Header names and values in turn, without the content type. `elapsed` in milliseconds. */
  headers(id: string, elapsed: number): string[];
  errorBody(refusal: Refusal, id: string): string;
}

export interface Asked {
  readonly model: string | null;
  /** The last user message, or the query: what `message_contains` looks into. */
  readonly message: string;
  /** Throws a `Refusal` where the vendor would refuse the request. */
  reply(context: ReplyContext): Reply | Promise<Reply>;
}

export interface ReplyContext {
  /** The call's request id. */
  readonly id: string;
  /** Epoch milliseconds. */
  readonly now: number;
  readonly fault: Fault;
}

export interface Reply {
  /** What is charged when `outputTokens` of text were written. */
  usage(outputTokens: number): object | null;
  /** Tokens of text in the whole answer. */
  readonly outputTokens: number;
  body(): string;
  /** Present when the request asked for server-sent events. */
  readonly stream?: ReplyStream;
}

/** A stream's frames, ready to be written. */
export interface ReplyStream {
  /** What stands before the first text. */
  readonly opening: string;
  readonly chunks: readonly AnswerChunk[];
  frame(chunk: AnswerChunk): string;
  /** What stands behind the last text, the usage included. */
  readonly closing: string;
  readonly errorEvent: string;
  /** A frame whose JSON breaks off. */
  readonly brokenFrame: string;
}

/** The vendor says no. `type` and `code` are in the vendor's words; without them they follow from the status. */
export class Refusal extends Error {
  readonly type?: string;
  readonly param: string | null;
  readonly code: string | null;

  constructor(
    readonly status: number,
    message: string,
    more: { type?: string; param?: string | null; code?: string | null } = {},
  ) {
    super(message);
    this.type = more.type;
    this.param = more.param ?? null;
    this.code = more.code ?? null;
  }
}
