import type { ContentBlock, Message } from '@anthropic-ai/sdk/resources/messages';
import { usageReport } from '../answer-events.js';
import type { CitedSource } from '../cited-turn.js';
import type { ModelCitation, ModelEvent } from '../model-event.js';
import { malformed, StreamFault } from '../stream-fault.js';
import { errorInAnswer } from './error-in-answer.js';
import { toCitations } from './to-citations.js';
import { toFinish } from './to-finish.js';
import { toStart } from './to-start.js';
import { toUsage } from './to-usage.js';

/**
 * The events of a plain `message`. Reports the usage even where the answer itself is not whole. `sources`: what
 * was sent to be cited; null: nothing was.
 */
export function* readBody(
  body: Record<string, unknown>,
  sources: readonly CitedSource[] | null,
): Generator<ModelEvent> {
  if (body['error']) throw errorInAnswer(body);
  const { content, usage, stop_reason: reason, ...head } = body as unknown as Partial<Message>;
  if (!Array.isArray(content)) throw malformed();
  yield toStart(head, sources);
  const { text, citations } = readContent(content, sources ?? []);
  if (text !== '') yield { type: 'text-delta', delta: text };
  yield* citations;
  if (usage) yield usageReport(toUsage(usage), usage, true);
  if (!reason) throw new StreamFault('answer-cut', 'did not say why its answer ends');
  yield toFinish(reason);
}

function readContent(
  content: readonly ContentBlock[],
  sources: readonly CitedSource[],
): { readonly text: string; readonly citations: readonly ModelCitation[] } {
  let text = '';
  const found: ModelCitation[] = [];
  for (const block of content) {
    if (block.type !== 'text') continue;
    const citations = block.citations ?? [];
    found.push(...toCitations({ text: block.text, start: text.length, citations }, sources));
    text += block.text;
  }
  return { text, citations: found };
}
