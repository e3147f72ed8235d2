import type { Vendor } from './chat-model.js';
import { takesTemperature as openaiTakes } from './openai/to-request.js';

/** Whether a temperature is sent to this model; where not, it is left out and what was asked for has no effect. */
export function takesTemperature(vendor: Vendor, model: string): boolean {
  switch (vendor) {
    case 'openai':
      return openaiTakes(model);
    case 'anthropic':
      return false;
  }
}
