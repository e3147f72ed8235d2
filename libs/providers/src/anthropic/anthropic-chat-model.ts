import Anthropic from '@anthropic-ai/sdk';
import type { Clock } from '@app/platform';
import type { Call } from '../call.js';
import type { CitedSource, CitedTurn } from '../cited-turn.js';
import { ChatModel, type ModelRequest } from '../chat-model.js';
import type { LeanFetch } from '../lean-fetch.js';
import type { LeanResponse } from '../lean-response.js';
import type { ModelEvent } from '../model-event.js';
import type { ProviderAddress } from '../provider-address.js';
import { runCall, type VendorSteps } from '../run-call.js';
import { readBody } from './read-body.js';
import { AnthropicStreamReader } from './read-stream.js';
import { toError } from './to-error.js';
import { citedTurnOf, toRequest } from './to-request.js';

/** What all models of one Anthropic (or compatible) provider share: made once. */
export interface AnthropicProvider {
  readonly name: string;
  readonly client: Anthropic;
  readonly clock: Clock;
  readonly nativeCitations: boolean;
}

export interface AnthropicOptions {
  /** Whether sources go as blocks that the vendor cites itself; servers that only speak like it may not know them. */
  readonly nativeCitations: boolean;
}

/**
 * The SDK's own limit on a call, milliseconds. Set, because it otherwise refuses plain bodies of more than
 * 21,333 tokens; nearer limits are the wrappers' affair.
 */
const CALL_LIMIT = 600_000;

export function createAnthropicProvider(
  address: ProviderAddress,
  fetch: LeanFetch,
  clock: Clock,
  { nativeCitations }: AnthropicOptions,
): AnthropicProvider {
  const client = new Anthropic({
    apiKey: address.apiKey,
    baseURL: address.baseUrl ?? 'https://api.anthropic.com',
    // Null, not absent: the SDK would look into the environment.
    webhookKey: null,
    maxRetries: 0,
    timeout: CALL_LIMIT,
    logLevel: 'off',
    fetch: fetch as unknown as typeof globalThis.fetch,
  });
  return { name: address.name, client, clock, nativeCitations };
}

/** Messages. The SDK sends, proves who we are and makes errors; the answer is read here. */
export class AnthropicChatModel extends ChatModel {
  readonly vendor = 'anthropic';
  readonly provider: string;
  private readonly steps: VendorSteps = {
    send: (request) => this.send(request),
    createReader: (request) => new AnthropicStreamReader(this.sourcesOf(request)),
    readBody: (body, request) => readBody(body, this.sourcesOf(request)),
    toError,
  };

  constructor(
    private readonly access: AnthropicProvider,
    readonly model: string,
  ) {
    super();
    this.provider = access.name;
  }

  stream(request: ModelRequest): AsyncIterable<ModelEvent> {
    const { provider, model } = this;
    const call: Call = { provider, model, clock: this.access.clock, signal: request.signal, shown: false };
    return runCall(request, call, this.steps);
  }

  private async send(request: ModelRequest): Promise<LeanResponse> {
    const headers = request.attemptId === undefined ? {} : { 'X-Attempt-ID': request.attemptId };
    const sent = this.access.client.messages.create(toRequest(request, this.model, this.citedOf(request)), {
      signal: request.signal,
      headers,
    });
    return (await sent.asResponse()) as unknown as LeanResponse;
  }

  private citedOf(request: ModelRequest): CitedTurn | undefined {
    return citedTurnOf(request, this.access.nativeCitations);
  }

  private sourcesOf(request: ModelRequest): readonly CitedSource[] | null {
    return this.citedOf(request)?.sources ?? null;
  }
}
