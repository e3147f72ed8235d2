import type { RawMessageStreamEvent } from '@anthropic-ai/sdk/resources/messages';
import { AnswerEvents, usageReport } from '../answer-events.js';
import type { ModelEvent } from '../model-event.js';
import type { StreamReader } from '../read-answer.js';
import type { ServerSentEvent } from '../server-sent-events.js';
import { malformed, parseObject, StreamFault } from '../stream-fault.js';
import { errorInAnswer } from './error-in-answer.js';
import { toFinish } from './to-finish.js';
import { mergeUsage, toUsage, type AnthropicUsage } from './to-usage.js';

/** Reads the Messages stream: start, blocks, a delta with the reason and the usage, stop. Unknown events are new ones. */
export class AnthropicStreamReader implements StreamReader {
  ended = false;
  private stopReason: string | null = null;
  private usage: AnthropicUsage = {};
  private readonly events = new AnswerEvents();

  get finished(): boolean {
    return this.stopReason !== null;
  }

  read({ data }: ServerSentEvent): void {
    if (this.ended || data === '') return;
    const message = parseObject(data);
    try {
      this.readMessage(message as unknown as RawMessageStreamEvent);
    } catch (cause) {
      throw cause instanceof TypeError ? malformed() : cause;
    }
    if (message['type'] === 'error') throw errorInAnswer(message);
  }

  take(): readonly ModelEvent[] {
    return this.events.take();
  }

  end(): readonly ModelEvent[] {
    if (this.stopReason === null) throw new StreamFault('answer-cut', 'broke off its answer');
    return [toFinish(this.stopReason)];
  }

  private readMessage(message: RawMessageStreamEvent): void {
    switch (message.type) {
      case 'message_start':
        this.events.add({ type: 'model-start', id: message.message.id, model: message.message.model });
        return this.report(message.message.usage, false);
      case 'content_block_start':
        if (message.content_block.type === 'text') this.events.addText(message.content_block.text);
        return;
      case 'content_block_delta':
        if (message.delta.type === 'text_delta') this.events.addText(message.delta.text);
        return;
      case 'message_delta':
        this.stopReason = message.delta.stop_reason ?? this.stopReason;
        return this.report(message.usage, true);
      case 'message_stop':
        this.ended = true;
        return;
      case 'content_block_stop':
      default:
    }
  }

  private report(usage: AnthropicUsage | null | undefined, final: boolean): void {
    if (!usage) return;
    this.usage = mergeUsage(this.usage, usage);
    this.events.add(usageReport(toUsage(this.usage), this.usage, final));
  }
}
