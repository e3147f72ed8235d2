import type { CitedSource } from '../cited-turn.js';
import type { ModelStart } from '../model-event.js';

/** `sources`: null where none were sent to be cited. */
export function toStart(
  { id = '', model = '' }: { readonly id?: string; readonly model?: string },
  sources: readonly CitedSource[] | null,
): ModelStart {
  return { type: 'model-start', id, model, ...(sources && { nativeCitations: true }) };
}
