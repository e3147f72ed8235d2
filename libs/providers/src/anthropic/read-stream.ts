import type { RawContentBlockDeltaEvent, RawMessageStreamEvent } from '@anthropic-ai/sdk/resources/messages';
import { AnswerEvents, usageReport } from '../answer-events.js';
import type { CitedSource } from '../cited-turn.js';
import type { ModelEvent } from '../model-event.js';
import type { StreamReader } from '../read-answer.js';
import type { ServerSentEvent } from '../server-sent-events.js';
import { malformed, parseObject, StreamFault } from '../stream-fault.js';
import { BlockText } from './block-text.js';
import { errorInAnswer } from './error-in-answer.js';
import { toFinish } from './to-finish.js';
import { toStart } from './to-start.js';
import { mergeUsage, toUsage, type AnthropicUsage } from './to-usage.js';

/** Reads the Messages stream: start, blocks, a delta with the reason and the usage, stop. Unknown events are new ones. */
export class AnthropicStreamReader implements StreamReader {
  ended = false;
  private stopReason: string | null = null;
  private usage: AnthropicUsage = {};
  private readonly block: BlockText;
  private readonly events = new AnswerEvents();

  /** `sources`: what was sent to be cited; null: nothing was. */
  constructor(private readonly sources: readonly CitedSource[] | null) {
    this.block = new BlockText(sources ?? []);
  }

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
        this.events.add(toStart(message.message, this.sources));
        return this.report(message.message.usage, false);
      case 'content_block_start':
        if (message.content_block.type !== 'text') return;
        this.block.open(message.content_block);
        return this.events.addText(message.content_block.text);
      case 'content_block_delta':
        return this.readDelta(message.delta);
      case 'message_delta':
        this.stopReason = message.delta.stop_reason ?? this.stopReason;
        return this.report(message.usage, true);
      case 'message_stop':
        this.ended = true;
        return;
      case 'content_block_stop':
        return this.block.close().forEach((citation) => this.events.add(citation));
      default:
    }
  }

  private readDelta(delta: RawContentBlockDeltaEvent['delta']): void {
    if (delta.type === 'citations_delta') this.block.cite(delta.citation);
    if (delta.type !== 'text_delta') return;
    this.block.add(delta.text);
    this.events.addText(delta.text);
  }

  private report(usage: AnthropicUsage | null | undefined, final: boolean): void {
    if (!usage) return;
    this.usage = mergeUsage(this.usage, usage);
    this.events.add(usageReport(toUsage(this.usage), this.usage, final));
  }
}
