/** An answer as it went out, to be sent again byte for byte. */
export interface StoredResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export interface IdempotencyKey {
  /** Keys of different owners never meet. */
  readonly owner: string;
  readonly key: string;
}

/**
 * - `fresh`: go on and `finish`; `left`: what a process which died had noted for this key
 * - `replay`: send this; `bookedAs` is the request under which it is in the ledger
 * - `erased`: it was answered, and its conversation has been erased since
 * - `in-flight`: the first one is still running
 * - `mismatch`: the key was used for another body
 */
export type IdempotencyState =
  | { readonly state: 'fresh'; readonly left: LeftAnswer | null }
  | { readonly state: 'replay'; readonly bookedAs: string; readonly response: StoredResponse }
  | { readonly state: 'erased' }
  | { readonly state: 'in-flight'; readonly retryAfterSeconds: number }
  | { readonly state: 'mismatch' };

export interface LeftAnswer {
  readonly answerId: string;
  readonly bookedAs: string;
}

/**
 * What became of an answer that was to be kept. `erased`: its conversation was, meanwhile. `lost`: the key went to
 * another request while this one could not be seen to live, and that one's answer is the key's.
 */
export type KeptFate = 'kept' | 'erased' | 'lost';
