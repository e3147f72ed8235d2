import { Logger } from '@nestjs/common';
import { AppError, DatabaseError } from '@app/platform';
import type { ModelEvent } from '@app/providers';
import { HANG } from '@app/providers/testing';
import { Asking, CONFIG, OWNER, withoutSearch } from '../answering/asking.contract.js';
import type { ChatEvent } from '../chat-event.js';
import type { ChatResponse } from '../chat-response.js';
import { AnswerFollower } from './answer-follower.js';
import { replayAnswer } from './replay-answer.js';
import { Resumables } from './resumables.js';
import { StreamLog } from './stream-log.js';
import { KEPT_MS, StreamRetention } from './stream-retention.js';

const text = (delta: string): ModelEvent => ({ type: 'text-delta', delta });
const START: ModelEvent = { type: 'model-start', id: 'x', model: 'fake' };
const SKY = { url: 'https://sky.example/', title: 'Sky', snippet: 'The sky is blue.' };
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** What a replay cannot know is only when each event was told. */
const untimed = (events: readonly ChatEvent[]) => events.map((event) => ({ ...event, ts: '' }));

async function all(events: AsyncIterable<ChatEvent>): Promise<ChatEvent[]> {
  const heard: ChatEvent[] = [];
  for await (const event of events) heard.push(event);
  return heard;
}

const idOf = (events: readonly ChatEvent[]): string => events[0]?.response_id as string;
const stay = (): { left: AbortSignal } => ({ left: new AbortController().signal });

let asking: Asking;
beforeEach(() => {
  asking = new Asking();
});

describe(replayAnswer.name, () => {
  it.each([
    ['completed', (house: Asking) => house.model.answer(['The sky', ' is 🌍', ' blue [1]', '. [9]'])],
    [
      'cut',
      (house: Asking) => house.model.follow([START, text('The '), new AppError('internal', 'x', 'No.')]),
    ],
    ['failed', (house: Asking) => house.model.fail(new AppError('internal', 'x', 'No.'))],
    ['too long', (house: Asking) => house.model.answer('The sky [1].', { finish: 'length' })],
  ])('tells an answer that was %s again, to the letter, from any point', async (_, script) => {
    asking.engine.find(SKY);
    script(asking);
    const told = await asking.events();
    for (let after = 0; after <= told.length; after += 1) {
      const again = await all(
        asking.chat.follow({ ownerId: OWNER, responseId: idOf(told), afterSeq: after }),
      );
      expect(untimed(again)).toEqual(untimed(told.slice(after)));
    }
    expect(asking.model.requests).toHaveLength(1);
  });

  it('tells the end that nobody heard of an answer whose reader left', async () => {
    asking.model.answer(['The ', 'sky.']);
    const heard: ChatEvent[] = [];
    for await (const event of asking.ask({ options: withoutSearch })) {
      heard.push(event);
      if (event.type === 'content.delta') break;
    }
    const rest = await all(
      asking.chat.follow({ ownerId: OWNER, responseId: idOf(heard), afterSeq: heard.length }),
    );
    expect(rest.map(({ type, seq }) => `${seq} ${type}`)).toEqual([
      '3 usage.updated',
      '4 response.cancelled',
    ]);
    expect(rest[1]?.data).toMatchObject({ message: { content: 'The ' }, reason: 'client-closed' });
  });

  it.each(['completed', 'failed', 'cancelled'] as const)(
    'tells an old one (%s) from its response',
    (status) => {
      const response = {
        id: 'chat-1',
        conversation_id: 'c',
        status,
        message: { content: status === 'failed' ? '' : 'Blue.', citations: [{ id: 1 }] },
        sources: [],
        usage: { cost: '0' },
        metadata: { provider: 'openai', model: 'm', search_enabled: status === 'completed' },
        timestamp: 't',
      } as unknown as ChatResponse;
      const events = [...replayAnswer({ response, outline: null }, 0)];
      expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
      expect(events.at(-1)?.type).toBe(`response.${status}`);
    },
  );
});

describe(AnswerFollower.name, () => {
  it('must not show an answer of another owner, finished or running', async () => {
    const told = await asking.events({ options: withoutSearch }, { resumable: stay() });
    const stolen = asking.chat.follow({ ownerId: 'thief', responseId: idOf(told), afterSeq: 0 }).next();
    const refused = stolen.catch((error: unknown) => error);
    for (let count = 0; count < 20; count += 1) await asking.clock.advance(100);
    expect(await refused).toMatchObject({ kind: 'not-found' });
  });

  it('follows a running answer to its end, without gap, duplicate or second call', async () => {
    asking.model.follow([START, text('The '), HANG]);
    const controller = new AbortController();
    const context = { resumable: stay(), signal: controller.signal };
    const heard: ChatEvent[] = [];
    const answer = (async () => {
      for await (const event of asking.ask({ options: withoutSearch }, context)) heard.push(event);
    })();
    while (heard.length < 2) await turn();
    const follower = asking.chat.follow({ ownerId: OWNER, responseId: idOf(heard), afterSeq: 1 });
    const first = await follower.next();
    expect(first.value).toEqual(heard[1]);
    controller.abort(new AppError('service-unavailable', 'shutting-down', 'Stopping.'));
    await answer;
    const rest = all(follower);
    for (let count = 0; count < 5; count += 1) await asking.clock.advance(100);
    expect(untimed(await rest)).toEqual(untimed(heard.slice(2)));
    expect(heard.at(-1)).toMatchObject({ type: 'response.incomplete', data: { reason: 'shutting-down' } });
    expect(asking.model.requests).toHaveLength(1);
  });

  it('waits for the end of an answer that keeps no events', async () => {
    asking.model.follow([START, text('The '), HANG]);
    const controller = new AbortController();
    const heard: ChatEvent[] = [];
    const answer = (async () => {
      for await (const event of asking.ask({ options: withoutSearch }, { signal: controller.signal }))
        heard.push(event);
    })();
    while (heard.length < 2) await turn();
    const rest = all(asking.chat.follow({ ownerId: OWNER, responseId: idOf(heard), afterSeq: 2 }));
    for (let count = 0; count < 30; count += 1) await asking.clock.advance(100);
    controller.abort();
    await answer;
    for (let count = 0; count < 5; count += 1) await asking.clock.advance(100);
    expect(untimed(await rest)).toEqual(untimed(heard.slice(2)));
    expect(asking.streams.appended).toEqual([]);
  });

  it('must not take an outage of the database for the end of a process: both were silent for as long', async () => {
    asking.model.follow([START, text('The '), HANG]);
    const generator = asking.ask({ options: withoutSearch }, { resumable: stay() });
    const responseId = idOf([(await generator.next()).value as ChatEvent]);
    void generator.next();
    await turn();
    asking.streams.streams.get(responseId)!.silentMs = CONFIG.resilience.resumeLostAfterMs + 1;
    const declared = jest.spyOn(asking.streams, 'declareLost');
    const reader = new AbortController();
    const rest = all(asking.chat.follow({ ownerId: OWNER, responseId, afterSeq: 0 }, reader.signal));
    for (let count = 0; count < 60; count += 1) await asking.clock.advance(100);
    expect(declared).not.toHaveBeenCalled();
    reader.abort(new Error('gone'));
    await expect(rest).rejects.toThrow('gone');
    declared.mockRestore();
  });

  it('ends an answer whose process is gone, the same way for everybody', async () => {
    jest.spyOn(asking.streams, 'beat').mockResolvedValue();
    asking.engine.find(SKY);
    asking.model.follow([START, text('The sky [1].'), HANG]);
    const heard: ChatEvent[] = [];
    const generator = asking.ask({}, { resumable: stay() });
    for (let count = 0; count < 5; count += 1) heard.push((await generator.next()).value as ChatEvent);
    while ((asking.streams.streams.get(idOf(heard))?.events.length ?? 0) < 5) await turn();
    asking.streams.streams.get(idOf(heard))!.silentMs = CONFIG.resilience.resumeLostAfterMs + 1;
    const follow = async (afterSeq: number) => {
      const rest = all(asking.chat.follow({ ownerId: OWNER, responseId: idOf(heard), afterSeq }));
      for (let count = 0; count < 300; count += 1) await asking.clock.advance(100);
      return rest;
    };
    const whole = await follow(0);
    expect(whole.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(whole.at(-1)).toMatchObject({
      type: 'response.incomplete',
      data: { reason: 'interrupted', message: { content: 'The sky [1].', citations: [{ source_id: 1 }] } },
    });
    expect(await follow(3)).toEqual(whole.slice(3));
  });
});

describe(Resumables.name, () => {
  const house = (resumeGraceMs: number) =>
    new Asking({}, { resilience: { ...CONFIG.resilience, resumeGraceMs } });

  async function leave(asking: Asking, beforeTime?: () => void): Promise<ChatEvent[]> {
    asking.model.follow([START, text('The '), HANG]);
    const left = new AbortController();
    const heard: ChatEvent[] = [];
    const answer = (async () => {
      for await (const event of asking.ask({ options: withoutSearch }, { resumable: { left: left.signal } }))
        heard.push(event);
    })();
    while (heard.length < 2) await turn();
    left.abort();
    for (let count = 0; count < 15 && heard.length < 4; count += 1) {
      beforeTime?.();
      await asking.clock.advance(1_000);
      await turn();
    }
    if (heard.length === 4) await answer;
    return heard;
  }

  it.each([0, 5_000])('stops an answer that nobody came back for within %i ms', async (graceMs) => {
    const heard = await leave(house(graceMs));
    expect(heard.at(-1)).toMatchObject({ type: 'response.cancelled', data: { reason: 'client-closed' } });
  });

  it('lets an answer go on that somebody reads, wherever', async () => {
    const asking = house(5_000);
    const heard = await leave(asking, () => {
      for (const stream of asking.streams.streams.values()) stream.followedAgo = 0;
    });
    expect(heard.at(-1)?.type).toBe('content.delta');
  });

  it('must not stop one that nobody could read because the database was away, in the turn after it', async () => {
    const warned = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
    const asking = house(1_000);
    let beats = 0;
    jest.spyOn(asking.streams, 'beat').mockImplementation(() => {
      beats += 1;
      return beats > 3 ? Promise.resolve() : Promise.reject(new Error('away'));
    });
    const beatsAtLook: number[] = [];
    jest.spyOn(asking.streams, 'followedAgo').mockImplementation(() => {
      beatsAtLook.push(beats);
      return Promise.resolve(new Map());
    });
    const heard = await leave(asking);
    expect(warned).toHaveBeenCalledTimes(3);
    expect(beatsAtLook[0]).toBe(5);
    expect(heard.at(-1)).toMatchObject({ type: 'response.cancelled', data: { reason: 'client-closed' } });
    warned.mockRestore();
  });

  it('stops one whose client was gone before its first event', async () => {
    const asking = house(0);
    asking.model.follow([START, HANG]);
    const left = AbortSignal.abort();
    const heard = await asking.events({ options: withoutSearch }, { resumable: { left } });
    expect(heard.at(-1)?.type).toBe('response.cancelled');
  });

  it('refuses where the first event cannot be kept, before any vendor is called', async () => {
    asking.streams.failure = new AppError('service-unavailable', 'database-unavailable', 'Gone.');
    await expect(asking.events({}, { resumable: stay() })).rejects.toMatchObject({
      kind: 'service-unavailable',
    });
    expect(asking.model.requests).toEqual([]);
    expect(asking.conversations.recorded).toEqual([]);
  });

  it('keeps trying to write what comes later, in order', async () => {
    jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
    asking.model.follow([START, text('The '), text('sky'), HANG]);
    const generator = asking.ask({ options: withoutSearch }, { resumable: stay() });
    const first = (await generator.next()).value as ChatEvent;
    asking.streams.failure = new Error('away');
    await generator.next();
    await turn();
    asking.streams.failure = null;
    await generator.next();
    await asking.clock.advance(500);
    await turn();
    expect(asking.streams.streams.get(first.response_id)?.events.map(({ seq }) => seq)).toEqual([1, 2, 3]);
    jest.restoreAllMocks();
  });
});

describe(StreamRetention.name, () => {
  it('forgets after ten minutes, survives a database that is away, and stops', async () => {
    const warned = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
    const forget = jest.spyOn(asking.streams, 'forget').mockRejectedValueOnce(new Error('away'));
    const retention = new StreamRetention(asking.streams, asking.clock);
    retention.onApplicationBootstrap();
    await asking.clock.advance(60_000);
    await asking.clock.advance(60_000);
    await retention.beforeApplicationShutdown();
    expect(forget).toHaveBeenCalledTimes(2);
    expect(forget).toHaveBeenLastCalledWith(KEPT_MS, 1_000);
    expect(warned).toHaveBeenCalledTimes(1);
    jest.restoreAllMocks();
  });
});

describe(`${StreamRetention.name} of a busy service`, () => {
  it('catches up within its turn, batch by batch', async () => {
    const forget = jest.spyOn(asking.streams, 'forget');
    for (const forgotten of [1_000, 1_000, 3]) forget.mockResolvedValueOnce(forgotten);
    const retention = new StreamRetention(asking.streams, asking.clock);
    retention.onApplicationBootstrap();
    await asking.clock.advance(60_000);
    expect(forget).toHaveBeenCalledTimes(3);
    await retention.beforeApplicationShutdown();
    jest.restoreAllMocks();
  });
});

describe(StreamLog.name, () => {
  it('gives up when the database rejects its events for good', async () => {
    const warn = jest.spyOn(Logger.prototype, 'warn').mockImplementation();
    const append = jest.spyOn(asking.streams, 'append');
    const about = { responseId: 'chat-1', ownerId: OWNER, conversationId: 'c' };
    const log = new StreamLog(about, asking.streams, asking.clock);
    asking.streams.failure = new DatabaseError('internal', 'database-refused', 'No.', '23503', null);
    const event = { v: 1, seq: 2, response_id: 'chat-1', ts: '', type: 'content.delta' } as ChatEvent;
    await log.note(event);
    await log.note({ ...event, seq: 3 });
    await asking.clock.advance(10_000);
    expect(append).toHaveBeenCalledTimes(1);
    expect(warn).toHaveBeenCalledWith(expect.stringContaining('cannot be resumed'));
    warn.mockRestore();
  });
});
