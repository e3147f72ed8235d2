import type { ChatCompletionChunk } from 'openai/resources/chat/completions';
import { AnswerEvents, usageReport } from '../answer-events.js';
import type { ModelCitation, ModelEvent } from '../model-event.js';
import type { StreamReader } from '../read-answer.js';
import type { ServerSentEvent } from '../server-sent-events.js';
import { malformed, parseObject, StreamFault } from '../stream-fault.js';
import { toCitations, type UrlAnnotation } from './to-citations.js';
import { toFinish } from './to-finish.js';
import { toUsage } from './to-usage.js';

/** The SDK does not declare them in a stream, where OpenAI sends them in the last delta, without text. */
interface AnnotatedDelta {
  readonly annotations?: readonly UrlAnnotation[] | null;
}

/** Reads `chat.completion.chunk`s. Its last word is `[DONE]`, which some compatible servers leave out. */
export class OpenAIStreamReader implements StreamReader {
  ended = false;
  private started = false;
  private refused = false;
  private finishReason: string | null = null;
  private text = '';
  private annotations: UrlAnnotation[] = [];
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
    return [...this.citations(), toFinish(this.finishReason, this.refused)];
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
    if (delta?.content) this.addText(delta.content);
    if (delta?.refusal) {
      this.refused = true;
      this.addText(delta.refusal);
    }
    const { annotations } = (delta ?? {}) as AnnotatedDelta;
    if (annotations) this.annotations.push(...annotations);
    if (!reason) return;
    this.finishReason = reason;
    for (const citation of this.citations()) this.events.add(citation);
  }

  private addText(text: string): void {
    this.text += text;
    this.events.addText(text);
  }

  /** Resolved once the text is whole: they may come before the text that they mark. */
  private citations(): readonly ModelCitation[] {
    const { annotations } = this;
    if (annotations.length === 0) return [];
    this.annotations = [];
    return toCitations(this.text, annotations);
  }
}
