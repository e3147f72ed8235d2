import type { Message } from '@anthropic-ai/sdk/resources/messages';
import { usageReport } from '../answer-events.js';
import type { ModelEvent } from '../model-event.js';
import { malformed, StreamFault } from '../stream-fault.js';
import { errorInAnswer } from './error-in-answer.js';
import { toFinish } from './to-finish.js';
import { toUsage } from './to-usage.js';

/** The events of a plain `message`. Reports the usage even where the answer itself is not whole. */
export function* readBody(body: Record<string, unknown>): Generator<ModelEvent> {
  if (body['error']) throw errorInAnswer(body);
  const { id, model, content, usage, stop_reason: reason } = body as unknown as Partial<Message>;
  if (!Array.isArray(content)) throw malformed();
  yield { type: 'model-start', id: id ?? '', model: model ?? '' };
  const text = content.map((block) => (block.type === 'text' ? block.text : '')).join('');
  if (text !== '') yield { type: 'text-delta', delta: text };
  if (usage) yield usageReport(toUsage(usage), usage, true);
  if (!reason) throw new StreamFault('answer-cut', 'did not say why its answer ends');
  yield toFinish(reason);
}
