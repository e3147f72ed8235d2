import type { Metering, RequestAccount } from '@app/cost';
import { fallback, type ChatModel, type Circuits, type ModelRegistry } from '@app/providers';
import type { Clock } from '@app/platform';
import { contextWindow } from '../prompt/context-window.js';
import type { ChosenModel, ModelPrices } from './choose-model.js';

export interface ComposeParts {
  readonly registry: Pick<ModelRegistry, 'get'>;
  readonly metering: Pick<Metering, 'model'>;
  readonly circuits: Pick<Circuits, 'around' | 'tell'>;
  readonly prices: Pick<ModelPrices, 'entryOf'>;
  readonly clock: Pick<Clock, 'now'>;
}

export interface ComposedModel {
  readonly model: ChatModel;
  /** Tokens that every one of them takes. */
  readonly window: number;
}

/**
 * THE ONE PLACE where a model is put together: `fallback([resilient(metered(…)), …])`, made for each request
 * because the ledger's account is the request's. Metering is innermost, so that no retry, fallback or abort
 * slips past the ledger.
 */
export function composeModel(
  chosen: ChosenModel,
  substitute: ChosenModel | null,
  account: RequestAccount,
  { registry, metering, circuits, prices, clock }: ComposeParts,
): ComposedModel {
  const compose = ({ provider, model }: ChosenModel, fallbackBehind: boolean): ChatModel => {
    const plain = registry.get(provider, model);
    const circuit = prices.entryOf(plain.vendor, model, clock.now());
    const { keyId: caller } = account.payer;
    return circuits.around(metering.model(plain, account), { circuit, caller, fallbackBehind });
  };
  const first = compose(chosen, substitute !== null);
  const others = substitute ? [compose(substitute, false)] : [];
  const windows = [first, ...others].map(({ vendor, model }) => contextWindow(vendor, model));
  return {
    model: fallback([first, ...others], { onEvent: circuits.tell }),
    window: Math.min(...windows),
  };
}
