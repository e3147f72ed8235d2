import type { Finish, FinishReason } from '../model-event.js';

const REASONS = new Map<string, FinishReason>([
  ['stop', 'stop'],
  ['length', 'length'],
  ['content_filter', 'refusal'],
  ['tool_calls', 'tool'],
  ['function_call', 'tool'],
]);

/** `refused`: the model declined in the message's own field, which ends with an ordinary `stop`. */
export function toFinish(rawReason: string, refused: boolean): Finish {
  const reason = REASONS.get(rawReason) ?? 'other';
  return { type: 'finish', reason: refused && reason === 'stop' ? 'refusal' : reason, rawReason };
}
