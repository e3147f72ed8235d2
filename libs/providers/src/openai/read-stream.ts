import type { ChatCompletionChunk } from 'openai/resources/chat/completions';
import { AnswerEvents, usageReport } from '../answer-events.js';
import type { ModelEvent } from '../model-event.js';
import type { StreamReader } from '../read-answer.js';
import type { ServerSentEvent } from '../server-sent-events.js';
import { malformed, parseObject, StreamFault } from '../stream-fault.js';
import { toFinish } from './to-finish.js';
import { toUsage } from './to-usage.js';

/** Reads `chat.completion.chunk`s. Its last word is `[DONE]`, which some compatible servers leave out. */
export class OpenAIStreamReader implements StreamReader {
  ended = false;
  private started = false;
  private refused = false;
  private finishReason: string | null = null;
  private readonly events = new AnswerEvents();

  get finished(): boolean {
    return this.finishReason !== null;
  }

  read({ event, data }: ServerSentEvent): void {
    if (this.ended || data === '') return;
    if (data === '[DONE]') {
      this.ended = true;
      return;
    }
    const chunk = parseObject(data);
    if (chunk['error'] || event === 'error')
      throw new StreamFault('error-in-answer', 'broke off its answer with an error');
    if (!Array.isArray(chunk['choices'])) throw malformed();
    this.readChunk(chunk as unknown as ChatCompletionChunk);
  }

  take(): readonly ModelEvent[] {
    return this.events.take();
  }

  end(): readonly ModelEvent[] {
    if (this.finishReason === null) throw new StreamFault('answer-cut', 'broke off its answer');
    return [toFinish(this.finishReason, this.refused)];
  }

  private readChunk({ id, model, choices, usage }: ChatCompletionChunk): void {
    if (!this.started) {
      this.started = true;
      this.events.add({ type: 'model-start', id: id ?? '', model: model ?? '' });
    }
    const choice = choices[0];
    if (choice) this.readChoice(choice);
    if (usage) this.events.add(usageReport(toUsage(usage), usage, this.finished));
  }

  private readChoice({ delta, finish_reason: reason }: ChatCompletionChunk.Choice): void {
    if (delta?.content) this.events.addText(delta.content);
    if (delta?.refusal) {
      this.refused = true;
      this.events.addText(delta.refusal);
    }
    if (reason) this.finishReason = reason;
  }
}
