import type { ChatEvent } from '@app/chat';

export interface Frame {
  readonly event: string;
  readonly id: string;
  readonly data: ChatEvent;
}

/** The frames of a stream, as they come. */
export async function* framesOf(response: Response): AsyncGenerator<Frame> {
  let text = '';
  for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const lines = text.slice(0, end).split('\n');
      text = text.slice(end + 2);
      if (!lines[0]?.startsWith(':')) yield frameOf(lines);
    }
  }
}

function frameOf(lines: readonly string[]): Frame {
  const fields = Object.fromEntries(lines.map((line) => line.split(/: (.*)/s).slice(0, 2))) as Record<
    string,
    string
  >;
  return { event: fields.event!, id: fields.id!, data: JSON.parse(fields.data!) as ChatEvent };
}

export async function eventsOf(response: Response): Promise<ChatEvent[]> {
  const events: ChatEvent[] = [];
  for await (const { data } of framesOf(response)) events.push(data);
  return events;
}
