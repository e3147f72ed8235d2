import OpenAI from 'openai';
import type { Clock } from '@app/platform';
import type { Call } from '../call.js';
import { ChatModel, type ModelRequest } from '../chat-model.js';
import type { LeanFetch } from '../lean-fetch.js';
import type { LeanResponse } from '../lean-response.js';
import type { ModelEvent } from '../model-event.js';
import type { ProviderAddress } from '../provider-address.js';
import { runCall, type VendorSteps } from '../run-call.js';
import { readBody } from './read-body.js';
import { OpenAIStreamReader } from './read-stream.js';
import { toError } from './to-error.js';
import { isOwnAddress, toRequest } from './to-request.js';

/** What all models of one OpenAI (or compatible) provider share: made once. */
export interface OpenAIProvider {
  readonly name: string;
  readonly client: OpenAI;
  readonly own: boolean;
  readonly clock: Clock;
}

export function createOpenAIProvider(
  address: ProviderAddress,
  fetch: LeanFetch,
  clock: Clock,
): OpenAIProvider {
  const client = new OpenAI({
    apiKey: address.apiKey,
    baseURL: address.baseUrl ?? 'https://api.openai.com/v1',
    // Null, not absent: the SDK would look into the environment.
    adminAPIKey: null,
    organization: null,
    project: null,
    webhookSecret: null,
    maxRetries: 0,
    logLevel: 'off',
    fetch: fetch as unknown as typeof globalThis.fetch,
  });
  return { name: address.name, client, own: isOwnAddress(address.baseUrl), clock };
}

/** Chat Completions. The SDK sends, proves who we are and makes errors; the answer is read here. */
export class OpenAIChatModel extends ChatModel {
  readonly vendor = 'openai';
  readonly provider: string;
  private readonly steps: VendorSteps = {
    send: (request) => this.send(request),
    createReader: () => new OpenAIStreamReader(),
    readBody: (body) => readBody(body),
    toError,
  };

  constructor(
    private readonly access: OpenAIProvider,
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
    const { client, own } = this.access;
    const headers = request.attemptId === undefined ? {} : { 'X-Attempt-ID': request.attemptId };
    const sent = client.chat.completions.create(toRequest(request, { model: this.model, own }), {
      signal: request.signal,
      headers,
    });
    return (await sent.asResponse()) as unknown as LeanResponse;
  }
}
