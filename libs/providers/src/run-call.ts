import type { Call } from './call.js';
import type { ModelRequest } from './chat-model.js';
import type { LeanResponse } from './lean-response.js';
import type { ModelEvent } from './model-event.js';
import type { ProviderError } from './provider-error.js';
import { readBody, readStream, type StreamReader } from './read-answer.js';

/** What one vendor does its own way. */
export interface VendorSteps {
  /** The raw response: the SDKs' own decoding of a stream costs more CPU than all the rest of the call. */
  send(request: ModelRequest): Promise<LeanResponse>;
  createReader(request: ModelRequest): StreamReader;
  readBody(body: Record<string, unknown>, request: ModelRequest): Iterable<ModelEvent>;
  /** `begun`: the vendor's answer had begun. */
  toError(thrown: unknown, call: Call, begun: boolean): ProviderError;
}

/** One call from its request to its last event, the same for every vendor: one place wraps errors, once. */
export async function* runCall(
  request: ModelRequest,
  call: Call,
  steps: VendorSteps,
): AsyncGenerator<ModelEvent> {
  const { signal } = request;
  signal?.throwIfAborted();
  let response: LeanResponse | undefined;
  try {
    response = await steps.send(request);
    if (request.deltas) yield* readStream(response, steps.createReader(request), call);
    else yield* readBody(response, (body) => steps.readBody(body, request), call);
  } catch (thrown) {
    signal?.throwIfAborted();
    throw steps.toError(thrown, call, response !== undefined);
  }
}
