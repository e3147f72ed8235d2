import { replaces } from '../answer-events.js';
import { isContent, type ModelEvent } from '../model-event.js';

/** A stream that has shown its first text: what was held back until then, and where the rest comes from. */
export interface Chosen {
  readonly held: readonly ModelEvent[];
  readonly rest: AsyncIterator<ModelEvent, unknown>;
}

/** Reads up to and including the first text (or the end of an answer without any); throws what the stream throws. */
export async function readUntilText(stream: AsyncIterable<ModelEvent>): Promise<Chosen> {
  const rest = stream[Symbol.asyncIterator]();
  const held: ModelEvent[] = [];
  for (;;) {
    const result = await rest.next();
    if (result.done) return { held, rest };
    hold(held, result.value);
    if (isContent(result.value) || result.value.type === 'finish') return { held, rest };
  }
}

/** Of several usage reports the last one counts, so a vendor that keeps sending them fills no memory. */
function hold(held: ModelEvent[], event: ModelEvent): void {
  if (replaces(event, held.at(-1))) held.pop();
  held.push(event);
}

const DONE = Object.freeze({ done: true, value: undefined });
type Result = IteratorResult<ModelEvent, undefined>;

/**
 * A stream whose source is chosen by the first `next()`, perhaps after several tries. Written as an iterator
 * because afterwards every read goes straight to the source: a generator around it would cost each chunk about
 * 0.3 µs more. Read it like a generator, one `next()` at a time; a read that waits is ended by the request's signal.
 */
export class ChosenStream implements AsyncIterableIterator<ModelEvent, undefined> {
  private choosing: Promise<Chosen> | undefined;
  private chosen: Chosen | undefined;
  private told = 0;
  private ended = false;

  constructor(private readonly choose: () => Promise<Chosen>) {}

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<Result> {
    if (this.ended) return Promise.resolve(DONE);
    if (!this.chosen) return this.first();
    const event = this.chosen.held[this.told];
    if (!event) return this.chosen.rest.next() as Promise<Result>;
    this.told += 1;
    return Promise.resolve({ done: false, value: event });
  }

  async return(): Promise<Result> {
    this.ended = true;
    const chosen = await this.choosing?.catch(() => undefined);
    await chosen?.rest.return?.();
    return DONE;
  }

  private async first(): Promise<Result> {
    this.choosing = this.choose();
    try {
      this.chosen = await this.choosing;
    } catch (error) {
      this.ended = true;
      throw error;
    }
    return this.next();
  }
}
