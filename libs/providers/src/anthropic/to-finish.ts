import type { Finish, FinishReason } from '../model-event.js';

const REASONS = new Map<string, FinishReason>([
  ['end_turn', 'stop'],
  ['stop_sequence', 'stop'],
  ['max_tokens', 'length'],
  ['model_context_window_exceeded', 'length'],
  ['refusal', 'refusal'],
  ['tool_use', 'tool'],
]);

export function toFinish(rawReason: string): Finish {
  return { type: 'finish', reason: REASONS.get(rawReason) ?? 'other', rawReason };
}
