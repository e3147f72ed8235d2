export type VendorName = 'openai' | 'anthropic' | 'searxng' | 'brave' | 'tavily';

/**
 * `received`: under way. `completed`: answered to the end. `aborted`: the client went away. `truncated`: ended
 * without its terminal frames. `failed`: refused, answered with an error, or reset.
 */
export type BillOutcome = 'received' | 'completed' | 'aborted' | 'truncated' | 'failed';

/** One line of the bill; a call has one when it arrives and another, with the same `call_id`, when it ends. */
export interface BillLine {
  /** The request id that the vendor's response headers carry. */
  readonly call_id: string;
  /** What the caller sent in `X-Attempt-ID`. */
  readonly attempt_id: string | null;
  readonly vendor: VendorName;
  /** `null` for searches and for bodies that name none. */
  readonly model: string | null;
  /** RFC 3339, UTC. */
  readonly received_at: string;
  readonly ended_at?: string;
  readonly outcome: BillOutcome;
  /** What is charged, in the vendor's own shape; `null` when nothing is. */
  readonly usage: object | null;
  /** Tokens of text that were handed to the socket before it closed. */
  readonly streamed_output_tokens: number;
}
