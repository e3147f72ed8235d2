import type { ChatEvent } from '@app/chat';
import type { StoredResponse } from '@app/cost';
import type { ProblemPlace } from '../../filters/problem.js';
import type { AnswerForm } from '../answer-form.js';
import { SSE_HEADERS, sseFrame } from '../pour/pour-sse.js';
import { JSON_HEADERS } from '../pour/pour-json.js';
import { endingOf } from '../pour/on-the-wire.js';

/** An answer larger than this is given and not kept: its key is free again. */
const MOST_KEPT_BYTES = 16 * 1024 * 1024;

/** Collects an answer's bytes as its spout will send them, without the heartbeats between them. */
export class KeptAnswer {
  private readonly frames: string[] = [];
  private size = 0;

  constructor(
    private readonly form: AnswerForm,
    private readonly place: ProblemPlace,
  ) {}

  /** The answer to keep, once `event` is the one that ends it well; undefined before, and for every other end. */
  take(event: ChatEvent): StoredResponse | undefined {
    if (this.form === 'sse') this.add(sseFrame(event, this.place));
    const ending = endingOf(event);
    if (!ending || !isWhole(event)) return undefined;
    if (this.form === 'json') this.add(JSON.stringify(ending.response));
    if (this.size > MOST_KEPT_BYTES) return undefined;
    const headers =
      this.form === 'json'
        ? { ...JSON_HEADERS, 'X-Request-Cost': ending.response.usage.cost }
        : { ...SSE_HEADERS };
    return { status: 200, headers, body: Buffer.from(this.frames.join('')) };
  }

  private add(text: string): void {
    this.size += text.length;
    if (this.size <= MOST_KEPT_BYTES) this.frames.push(text);
  }
}

/** What a second request should get: an answer that ended by itself, at its token limit too. */
function isWhole(event: ChatEvent): boolean {
  if (event.type === 'response.completed') return true;
  return event.type === 'response.incomplete' && event.data.reason === 'max_tokens';
}
