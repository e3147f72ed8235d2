import { ChatModel, type AttemptAllowance, type ModelRequest, type Vendor } from '../chat-model.js';
import type { FallbackReport, ModelEvent, PassedOver } from '../model-event.js';
import type { ProviderError } from '../provider-error.js';
import { ChosenStream, readUntilText, type Chosen } from './chosen-stream.js';
import { isUpstreamFault } from './judge-failure.js';
import type { ResilienceEvent } from './resilience-event.js';
import { allDown } from './waiting-errors.js';

export interface FallbackOptions {
  /** Upstream calls one request may become, all models together; absent: 4. */
  readonly maxAttempts?: number;
  /** Must not throw. */
  readonly onEvent?: (event: ResilienceEvent) => void;
}

/** What a client is told to wait when no breaker says when it opens. Milliseconds. */
const RETRY_HINT_MS = 5_000;

/**
 * Asks the models in order and answers with the first that shows text; `ModelStart.fallback` tells when that is
 * not the first one. Only a provider's fault moves on to the next (`isUpstreamFault`). When nobody answers it
 * throws `all-providers-down` (503) with the soonest moment a breaker opens; where there is one model only, or
 * trying again would not help, the last provider's own error says more. Named like its first model.
 */
export function fallback(
  models: readonly [ChatModel, ...ChatModel[]],
  options: FallbackOptions = {},
): ChatModel {
  return new FallbackModel(models, options);
}

interface Failure {
  readonly model: ChatModel;
  readonly error: ProviderError;
}

class FallbackModel extends ChatModel {
  readonly provider: string;
  readonly vendor: Vendor;
  readonly model: string;

  constructor(
    private readonly models: readonly [ChatModel, ...ChatModel[]],
    private readonly options: FallbackOptions,
  ) {
    super();
    const [first] = models;
    this.provider = first.provider;
    this.vendor = first.vendor;
    this.model = first.model;
  }

  stream(request: ModelRequest): AsyncIterable<ModelEvent> {
    const attempts = request.attempts ?? new Allowance(this.options.maxAttempts ?? 4);
    return new ChosenStream(() => this.choose({ ...request, attempts }, attempts));
  }

  private async choose(request: ModelRequest, allowance: AttemptAllowance): Promise<Chosen> {
    const failures: Failure[] = [];
    for (const model of this.models) {
      const last = failures.at(-1);
      if (last && allowance.left === 0) break;
      if (last) this.tellNext(last, model);
      try {
        const chosen = await readUntilText(model.stream(request));
        return last ? marked(chosen, model, failures) : chosen;
      } catch (error) {
        if (request.signal?.aborted || !isUpstreamFault(error)) throw error;
        failures.push({ model, error });
      }
    }
    throw this.summed(failures);
  }

  private tellNext({ model, error }: Failure, next: ChatModel): void {
    const to = { provider: next.provider, model: next.model };
    this.options.onEvent?.({
      type: 'fallback',
      provider: model.provider,
      model: model.model,
      to,
      code: error.code,
    });
  }

  private summed(failures: readonly Failure[]): ProviderError {
    const { error: last } = failures.at(-1) as Failure;
    if (this.models.length === 1 || !failures.some(({ error }) => error.retryable)) return last;
    const hints = failures.flatMap(({ error }) => error.retryAfterMs ?? []);
    const retryAfterMs = hints.length > 0 ? Math.min(...hints) : RETRY_HINT_MS;
    this.options.onEvent?.({ type: 'all-down', provider: last.provider, model: last.model, retryAfterMs });
    return allDown(last, retryAfterMs);
  }
}

class Allowance implements AttemptAllowance {
  constructor(public left: number) {}

  take(): boolean {
    if (this.left === 0) return false;
    this.left -= 1;
    return true;
  }
}

function marked({ held, rest }: Chosen, model: ChatModel, failures: readonly Failure[]): Chosen {
  const passedOver = failures.map(({ model, error }): PassedOver => ({
    provider: model.provider,
    model: model.model,
    code: error.code,
  }));
  const report: FallbackReport = { provider: model.provider, model: model.model, passedOver };
  const tell = (event: ModelEvent): ModelEvent =>
    event.type === 'model-start' ? { ...event, fallback: report } : event;
  return { held: held.map(tell), rest };
}
