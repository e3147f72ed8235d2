import type { ChatCompletion } from 'openai/resources/chat/completions';
import { usageReport } from '../answer-events.js';
import type { ModelEvent } from '../model-event.js';
import { malformed, StreamFault } from '../stream-fault.js';
import { toCitations } from './to-citations.js';
import { toFinish } from './to-finish.js';
import { toUsage } from './to-usage.js';

/** The events of a plain `chat.completion`. Reports the usage even where the answer itself is not whole. */
export function* readBody(body: Record<string, unknown>): Generator<ModelEvent> {
  if (body['error']) throw new StreamFault('error-in-answer', 'sent an error in place of an answer');
  const { id, model, choices, usage } = body as unknown as Partial<ChatCompletion>;
  const choice = choices?.[0];
  if (!choice?.message) throw malformed();
  yield { type: 'model-start', id: id ?? '', model: model ?? '' };
  const { content, refusal, annotations } = choice.message;
  const text = content || refusal;
  if (text) yield { type: 'text-delta', delta: text };
  yield* toCitations(text ?? '', annotations ?? []);
  if (usage) yield usageReport(toUsage(usage), usage, true);
  if (!choice.finish_reason) throw new StreamFault('answer-cut', 'did not say why its answer ends');
  yield toFinish(choice.finish_reason, !content && Boolean(refusal));
}
