import { takesTemperature, type Vendor } from '@app/providers';

/**
 * Whether a model writes billed output that its stream does not show. OpenAI's reasoning models do, and are the
 * ones that take no temperature; Anthropic's think only when asked to, which nobody of ours does.
 */
export function thinksUnseen(vendor: Vendor, model: string): boolean {
  return vendor === 'openai' && !takesTemperature(vendor, model);
}
