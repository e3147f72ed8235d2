import type { Vendor } from './chat-model.js';
import { takesTemperature } from './takes-temperature.js';

/**
 * Whether a model writes billed output that its stream does not show, and is silent meanwhile. OpenAI's reasoning
 * models do, and are the ones that take no temperature; Anthropic's think only when asked to, which nobody of ours
 * does. The ledger reads it for what a cut call may have cost, the time-outs for how long a first text may take.
 */
export function thinksUnseen(vendor: Vendor, model: string): boolean {
  return vendor === 'openai' && !takesTemperature(vendor, model);
}
