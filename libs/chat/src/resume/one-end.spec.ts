import { Logger } from '@nestjs/common';
import { AppError, DatabaseError } from '@app/platform';
import type { ModelEvent } from '@app/providers';
import { HANG } from '@app/providers/testing';
import * as fc from 'fast-check';
import { Asking, CONFIG, OWNER, withoutSearch } from '../answering/asking.contract.js';
import { isTerminal, type ChatEvent } from '../chat-event.js';
import { ChatService } from '../chat-service.js';

const AWAY = new AppError('service-unavailable', 'database-unavailable', 'Away.');
const REFUSED = new DatabaseError('internal', 'database-refused', 'No.', '22021', null);
const START: ModelEvent = { type: 'model-start', id: 'x', model: 'fake' };
const { resumeLostAfterMs } = CONFIG.resilience;
const stay = () => ({ resumable: { left: new AbortController().signal } });
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Hears an answer as long as it says something; `thrown`: what it ended with instead of an end. */
class Listener {
  readonly heard: ChatEvent[] = [];
  thrown: unknown;
  readonly ended: Promise<void>;

  constructor(events: AsyncIterable<ChatEvent>) {
    this.ended = this.listen(events).catch((error: unknown) => {
      this.thrown = error;
    });
  }

  get id(): string {
    return this.heard[0]?.response_id as string;
  }

  get ends(): ChatEvent[] {
    return this.heard.filter(isTerminal);
  }

  get text(): string {
    return this.heard.map((event) => (event.type === 'content.delta' ? event.data.delta : '')).join('');
  }

  private async listen(events: AsyncIterable<ChatEvent>): Promise<void> {
    for await (const event of events) this.heard.push(event);
  }
}

describe(`the end of a resumable answer of ${ChatService.name}`, () => {
  let asking: Asking;
  beforeEach(() => {
    jest.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
    jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
    asking = new Asking();
  });
  afterEach(() => jest.restoreAllMocks());

  const ask = () => new Listener(asking.ask({ options: withoutSearch }, stay()));
  const follow = (responseId: string, afterSeq = 0) =>
    new Listener(asking.chat.follow({ ownerId: OWNER, responseId, afterSeq }));
  const pass = async (milliseconds: number, step = 500) => {
    for (let passed = 0; passed < milliseconds; passed += step) {
      await asking.clock.advance(step);
      await turn();
    }
  };

  it('waits for a database that is away, and is the end that everybody is told', async () => {
    asking.model.answer(['The ', 'sky.']);
    asking.conversations.failure = AWAY;
    const live = ask();
    await pass(10_000);
    expect(live.ends).toEqual([]);
    asking.conversations.failure = null;
    await pass(5_000);
    await live.ended;
    expect(live.ends).toMatchObject([{ type: 'response.completed', data: { warnings: [] } }]);
    const again = follow(live.id);
    await again.ended;
    expect(again.ends.map(({ type, seq, data }) => ({ type, seq, data }))).toEqual(
      live.ends.map(({ type, seq, data }) => ({ type, seq, data })),
    );
  });

  it('must not lose an answer whose client was told to come back for its end', async () => {
    asking.model.answer(['The ', 'sky.']);
    asking.conversations.failure = AWAY;
    const live = ask();
    await pass(35_000);
    expect(live.ends).toEqual([]);
    expect(live.thrown).toMatchObject({
      code: 'answer-unsettled',
      kind: 'service-unavailable',
      extensions: { response_id: live.id },
    });
    // It still says that it lives: nobody may take it for lost.
    asking.streams.streams.get(live.id)!.silentMs = resumeLostAfterMs + 1;
    await pass(4_000);
    expect(asking.streams.streams.get(live.id)!.silentMs).toBe(0);
    asking.conversations.failure = null;
    await pass(5_000);
    const again = follow(live.id);
    await pass(1_000);
    expect(again.text).toBe(live.text);
    expect(again.ends).toMatchObject([
      { type: 'response.completed', data: { message: { content: live.text } } },
    ]);
  });

  it('is told to those who come back where only its turn is refused for good', async () => {
    asking.model.answer(['The ', 'sky.']);
    asking.conversations.failure = REFUSED;
    const live = ask();
    await live.ended;
    expect(live.ends).toMatchObject([
      { type: 'response.completed', data: { warnings: [{ code: 'answer-not-kept' }] } },
    ]);
    for (const afterSeq of [0, live.heard.length - 1]) {
      const again = follow(live.id, afterSeq);
      await again.ended;
      expect(again.heard).toEqual(live.heard.slice(afterSeq));
    }
    asking.streams.streams.get(live.id)!.silentMs = resumeLostAfterMs + 1;
    const after = follow(live.id, live.heard.length);
    await pass(resumeLostAfterMs);
    await after.ended;
    expect(after.heard).toEqual([]);
  });

  it('is written later where its reader has left and the database is away', async () => {
    asking.model.answer(['The ', 'sky.']);
    asking.conversations.failure = AWAY;
    const leaving = (async () => {
      for await (const { type } of asking.ask({ options: withoutSearch }, stay()))
        if (type === 'content.delta') break;
    })();
    await pass(2_000);
    await leaving;
    expect(asking.conversations.recorded).toEqual([]);
    asking.conversations.failure = null;
    await pass(5_000);
    expect(asking.conversations.recorded).toMatchObject([{ response: { status: 'cancelled' } }]);
  });

  it('is the lost one where a reader was told it first, for its own client too', async () => {
    jest.spyOn(asking.streams, 'beat').mockResolvedValue();
    asking.model.follow([START, { type: 'text-delta', delta: 'The ' }, HANG]);
    const controller = new AbortController();
    const live = new Listener(
      asking.ask({ options: withoutSearch }, { ...stay(), signal: controller.signal }),
    );
    while (live.heard.length < 2) await turn();
    asking.streams.streams.get(live.id)!.silentMs = resumeLostAfterMs + 1;
    const elsewhere = follow(live.id);
    await pass(resumeLostAfterMs);
    await elsewhere.ended;
    controller.abort(new AppError('service-unavailable', 'shutting-down', 'Stopping.'));
    await live.ended;
    const [lost] = elsewhere.ends;
    expect(lost).toMatchObject({ type: 'response.incomplete', data: { reason: 'interrupted' } });
    expect(live.ends).toMatchObject([{ type: lost?.type, data: { reason: 'interrupted' } }]);
    expect(asking.conversations.recorded).toEqual([]);
    const again = follow(live.id, lost!.seq);
    await again.ended;
    expect(again.heard).toEqual([]);
    const fromBefore = follow(live.id, lost!.seq - 1);
    await fromBefore.ended;
    expect(fromBefore.heard).toEqual([lost]);
  });

  it('is one, whatever is away when, and nobody is told less than another was sent', async () => {
    const step = fc.record({
      turns: fc.boolean(),
      streams: fc.boolean(),
      looks: fc.boolean(),
      ms: fc.integer({ min: 1, max: 40 }).map((count) => count * 1_000),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 4 }), async (steps) => {
        asking = new Asking();
        asking.model.answer(['The ', 'sky ', 'is ', 'blue.']);
        const live = ask();
        while (live.heard.length === 0) await turn();
        const others = [follow(live.id)];
        for (const { turns, streams, looks, ms } of steps) {
          asking.conversations.failure = turns ? AWAY : null;
          asking.streams.failure = streams ? AWAY : null;
          asking.streams.blindness = looks ? AWAY : null;
          await pass(ms, 1_000);
          if (!looks) others.push(follow(live.id));
        }
        asking.conversations.failure = asking.streams.failure = asking.streams.blindness = null;
        await pass(6_000);
        others.push(follow(live.id));
        await pass(2_000);
        const told = [live, ...others].flatMap(({ ends }) => ends);
        expect(others.at(-1)?.ends).toHaveLength(1);
        expect(new Set(told.map(({ type, seq }) => `${seq} ${type}`)).size).toBe(1);
        for (const { data } of told) expect(data).toMatchObject({ message: { content: live.text } });
      }),
      { numRuns: 60 },
    );
  });
});
