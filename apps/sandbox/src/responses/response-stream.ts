import type { AnswerChunk } from '../answering/answer.js';
import type { Fault } from '../faults/fault.js';
import type { ReplyStream } from '../http/vendor-wire.js';
import {
  callItem,
  citationOf,
  document,
  finished,
  messageItem,
  textPart,
  type WebSearchCall,
  type WrittenResponse,
} from './response.js';

/** Numbers the events of one stream, from 0. */
class Events {
  private next = 0;

  write(type: string, data: object): string {
    const text = JSON.stringify({ type, sequence_number: this.next++, ...data });
    return `event: ${type}\ndata: ${text}\n\n`;
  }
}

/** The events in the order OpenAI sends them: the search, then the text; an annotation follows its link. */
export function responseStream(response: WrittenResponse, fault: Fault, message: string): ReplyStream {
  const events = new Events();
  const at = { item_id: `msg_${response.id}`, output_index: response.call ? 1 : 0, content_index: 0 };
  const opening =
    begin(events, response) +
    (response.call ? search(events, response, response.call) : '') +
    openMessage(events, response, at.output_index);
  const frames = textFrames(events, response, at);
  const closing = end(events, response, fault, at);
  const error = events.write('error', { code: 'server_error', message, param: null });
  const delta = `{"type":"response.output_text.delta","item_id":"${at.item_id}","delta":"brok`;
  return {
    opening,
    chunks: [...frames.keys()],
    frame: (chunk) => frames.get(chunk) as string,
    closing,
    errorEvent: error,
    brokenFrame: `event: response.output_text.delta\ndata: ${delta}\n\n`,
  };
}

interface Place {
  readonly item_id: string;
  readonly output_index: number;
  readonly content_index: number;
}

function begin(events: Events, response: WrittenResponse): string {
  const begun = { response: document(response, 'in_progress', []) };
  return events.write('response.created', begun) + events.write('response.in_progress', begun);
}

function search(events: Events, response: WrittenResponse, call: WebSearchCall): string {
  const place = { item_id: `ws_${response.id}`, output_index: 0 };
  const item = callItem(response, call);
  const steps = ['in_progress', 'searching', 'completed'].slice(0, call.failed ? 2 : 3);
  return [
    events.write('response.output_item.added', {
      output_index: 0,
      item: { id: place.item_id, type: 'web_search_call', status: 'in_progress' },
    }),
    ...steps.map((step) => events.write(`response.web_search_call.${step}`, place)),
    events.write('response.output_item.done', { output_index: 0, item }),
  ].join('');
}

function openMessage(events: Events, { id }: WrittenResponse, index: number): string {
  const item = { id: `msg_${id}`, type: 'message', status: 'in_progress', content: [], role: 'assistant' };
  const part = { type: 'output_text', annotations: [], logprobs: [], text: '' };
  return (
    events.write('response.output_item.added', { output_index: index, item }) +
    events.write('response.content_part.added', {
      item_id: item.id,
      output_index: index,
      content_index: 0,
      part,
    })
  );
}

function textFrames(events: Events, { pieces }: WrittenResponse, at: Place): Map<AnswerChunk, string> {
  const frames = new Map<AnswerChunk, string>();
  let annotations = 0;
  for (const piece of pieces) {
    const { chunks } = piece.answer;
    for (const chunk of chunks)
      frames.set(
        chunk,
        events.write('response.output_text.delta', { ...at, delta: chunk.text, logprobs: [] }),
      );
    const last = chunks.at(-1) as AnswerChunk;
    for (const annotation of citationOf(piece)) {
      const added = { ...at, annotation_index: annotations++, annotation };
      frames.set(last, frames.get(last) + events.write('response.output_text.annotation.added', added));
    }
  }
  return frames;
}

function end(events: Events, response: WrittenResponse, fault: Fault, at: Place): string {
  const part = textPart(response) as { text: string };
  const parts =
    events.write('response.output_text.done', { ...at, text: part.text, logprobs: [] }) +
    events.write('response.content_part.done', { ...at, part }) +
    events.write('response.output_item.done', { output_index: at.output_index, item: messageItem(response) });
  const type = response.isCut ? 'response.incomplete' : 'response.completed';
  const last = events.write(type, { response: finished(response, fault) });
  return parts + last + (fault.usage_twice ? last : '');
}
