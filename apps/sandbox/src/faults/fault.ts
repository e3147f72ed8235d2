/** What goes wrong with a call. Every field is optional; several may stand together. */
export interface Fault {
  /** HTTP status; from 400 on the body is an error in the vendor's shape unless `body` says otherwise. */
  readonly status?: number;
  /** Response headers that are added or replace the usual ones. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent instead of the usual body: text as it is, anything else as JSON. */
  readonly body?: unknown;
  /** Milliseconds before the headers. */
  readonly delay_ms?: number;
  /** Milliseconds before the first text. */
  readonly first_token_delay_ms?: number;
  /** Milliseconds between two chunks of text. */
  readonly chunk_delay_ms?: number;
  /** Chunks of text after which the response ends cleanly, without its terminal frames. */
  readonly truncate_after_chunks?: number;
  /** Chunks of text after which one frame of broken JSON is sent; the rest follows. */
  readonly malformed_after_chunks?: number;
  /** Chunks of text after which an error event in the vendor's shape ends the stream, inside a 200. */
  readonly error_event_after_chunks?: number;
  /** Chunks of text after which the socket stays open and silent. */
  readonly stall_after_chunks?: number;
  /** Chunks of text after which the connection is reset (TCP RST); 0: before the headers. */
  readonly reset_after_chunks?: number;
  readonly omit_usage?: boolean;
  /** The frame that carries the usage is sent twice. */
  readonly usage_twice?: boolean;
  /** Exactly so many tokens of text are written and billed, whatever the request allows. */
  readonly output_tokens?: number;
}

/** Which calls a rule is for; what is not said matches all. */
export interface FaultMatch {
  readonly vendor?: 'openai' | 'anthropic' | 'searxng' | 'brave' | 'tavily';
  readonly model?: string;
  /** A part of the last user message (for a search: of the query). */
  readonly message_contains?: string;
  /** Only from the n-th matching call on, counted from 1. */
  readonly nth?: number;
}

export interface FaultRule {
  readonly match: FaultMatch;
  /** How often it strikes; without it once where `nth` is said, else for ever. */
  readonly times?: number;
  readonly fault: Fault;
}
