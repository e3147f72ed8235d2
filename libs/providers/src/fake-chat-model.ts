import { ChatModel, type ModelRequest, type Vendor } from './chat-model.js';
import type { Finish, ModelCitation, ModelEvent } from './model-event.js';
import { NO_USAGE, type Usage } from './usage.js';

/** A step of a script that lasts until the caller gives up. */
export const HANG = Symbol('hang');

/** What the model does, step by step; an error is thrown where it stands. */
export type FakeScript = readonly (ModelEvent | Error | typeof HANG)[];

export interface FakeAnswer {
  readonly usage?: Partial<Usage>;
  readonly finish?: Finish['reason'];
  /** Said after the text. */
  readonly citations?: readonly Omit<ModelCitation, 'type'>[];
}

/**
 * A `ChatModel` that follows scripts and records what it was asked. Each call takes the next script; the last
 * one is used again. Without a script it answers "ok".
 */
export class FakeChatModel extends ChatModel {
  readonly requests: ModelRequest[] = [];
  /** Calls that were left or aborted before their script ended. */
  closedEarly = 0;
  private scripts: FakeScript[] = [];

  constructor(
    readonly provider = 'openai',
    readonly model = 'fake-model',
    readonly vendor: Vendor = 'openai',
  ) {
    super();
  }

  follow(...scripts: FakeScript[]): this {
    this.scripts.push(...scripts);
    return this;
  }

  /** A whole answer, in one delta for each given text. */
  answer(texts: string | readonly string[], options: FakeAnswer = {}): this {
    return this.follow(answerScript(texts, options));
  }

  fail(error: Error): this {
    return this.follow([error]);
  }

  async *stream(request: ModelRequest): AsyncGenerator<ModelEvent> {
    request.signal?.throwIfAborted();
    this.requests.push(request);
    const script = this.nextScript();
    let ended = false;
    try {
      for (const step of request.deltas ? script : inOnePiece(script)) {
        await pass(step, request.signal);
        if (step instanceof Error) ended = true;
        if (step instanceof Error) throw step;
        if (step !== HANG) yield step;
      }
      ended = true;
    } finally {
      if (!ended) this.closedEarly += 1;
    }
  }

  private nextScript(): FakeScript {
    const [next = answerScript('ok', {})] = this.scripts;
    if (this.scripts.length > 1) this.scripts.shift();
    return next;
  }
}

function answerScript(
  texts: string | readonly string[],
  { usage, finish = 'stop', citations = [] }: FakeAnswer,
): FakeScript {
  const deltas = typeof texts === 'string' ? [texts] : texts;
  return [
    { type: 'model-start', id: 'fake-call', model: 'fake-model' },
    ...deltas.map((delta): ModelEvent => ({ type: 'text-delta', delta })),
    ...citations.map((citation): ModelEvent => ({ type: 'citation', ...citation })),
    { type: 'usage', usage: { ...NO_USAGE, ...usage }, final: true, raw: { fake: true } },
    { type: 'finish', reason: finish, rawReason: finish },
  ];
}

/** As a plain body is read: all text in one delta, or none when the answer does not come to its end. */
function inOnePiece(script: FakeScript): FakeScript {
  const whole = script.every((step) => step !== HANG && !(step instanceof Error));
  if (!whole) return script.filter((step) => step === HANG || step instanceof Error);
  const events = script as readonly ModelEvent[];
  const delta = events.map((event) => (event.type === 'text-delta' ? event.delta : '')).join('');
  const rest = events.filter(({ type }) => type !== 'text-delta');
  const start = rest.findIndex(({ type }) => type === 'model-start') + 1;
  return delta === '' ? rest : [...rest.slice(0, start), { type: 'text-delta', delta }, ...rest.slice(start)];
}

/** A turn of the event loop, as the network would take; a hang lasts until the abort. */
async function pass(step: FakeScript[number], signal?: AbortSignal): Promise<void> {
  if (step === HANG) await new Promise<void>((resolve) => signal?.addEventListener('abort', () => resolve()));
  else await new Promise<void>((resolve) => setImmediate(resolve));
  signal?.throwIfAborted();
}
