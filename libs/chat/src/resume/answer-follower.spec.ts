import { Logger } from '@nestjs/common';
import { AppError } from '@app/platform';
import type { ModelEvent } from '@app/providers';
import { HANG } from '@app/providers/testing';
import { Asking, CONFIG, OWNER, withoutSearch } from '../answering/asking.contract.js';
import type { ChatEvent } from '../chat-event.js';
import { AnswerFollower } from './answer-follower.js';

const AWAY = new AppError('service-unavailable', 'database-unavailable', 'Away.');
const START: ModelEvent = { type: 'model-start', id: 'x', model: 'fake' };
const { resumeLostAfterMs } = CONFIG.resilience;
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

async function drain(events: AsyncIterable<ChatEvent>): Promise<void> {
  for await (const event of events) if (event.type === 'response.completed') return;
}

describe(`${AnswerFollower.name} while the database is away`, () => {
  let asking: Asking;
  let responseId: string;
  let leaving: AbortController;
  let heard: ChatEvent[];
  let thrown: unknown;
  let answer: AsyncGenerator<ChatEvent>;

  beforeEach(async () => {
    jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
    asking = new Asking();
    leaving = new AbortController();
    heard = [];
    thrown = undefined;
    asking.model.follow([START, { type: 'text-delta', delta: 'The ' }, HANG]);
    answer = asking.ask({ options: withoutSearch }, { resumable: { left: new AbortController().signal } });
    responseId = ((await answer.next()).value as ChatEvent).response_id;
    void answer.next();
    await turn();
  });
  afterEach(() => {
    leaving.abort();
    jest.restoreAllMocks();
  });

  const follow = async (): Promise<void> => {
    try {
      const request = { ownerId: OWNER, responseId, afterSeq: 0 };
      for await (const event of asking.chat.follow(request, leaving.signal)) heard.push(event);
    } catch (error) {
      thrown = error;
    }
  };
  const pass = async (milliseconds: number) => {
    for (let passed = 0; passed < milliseconds; passed += 500) await asking.clock.advance(500);
  };

  it('looks again, and goes on where it was', async () => {
    void follow();
    await pass(500);
    asking.streams.blindness = AWAY;
    await pass(30_000);
    asking.streams.blindness = null;
    asking.chat.cancel(OWNER, responseId);
    void drain(answer);
    await pass(1_000);
    expect(thrown).toBeUndefined();
    expect(heard.map(({ seq }) => seq)).toEqual([1, 2, 3, 4]);
    expect(heard.at(-1)?.type).toBe('response.cancelled');
  });

  it('must not wait for ever', async () => {
    void follow();
    await pass(500);
    asking.streams.blindness = AWAY;
    await pass(59_000);
    expect(thrown).toBeUndefined();
    await pass(2_000);
    expect(thrown).toBe(AWAY);
  });

  it('is refused at its first look', async () => {
    asking.streams.blindness = AWAY;
    await follow();
    expect(thrown).toBe(AWAY);
  });

  it('hears its own signal all the same', async () => {
    void follow();
    await pass(500);
    asking.streams.blindness = AWAY;
    await pass(1_000);
    const stopping = new AppError('service-unavailable', 'shutting-down', 'Stopping.');
    leaving.abort(stopping);
    await turn();
    expect(thrown).toBe(stopping);
  });

  it('must not take the silence of an outage for death: the watch begins anew after it', async () => {
    jest.spyOn(asking.streams, 'beat').mockResolvedValue();
    const declared = jest.spyOn(asking.streams, 'declareLost');
    void follow();
    await pass(0.4 * resumeLostAfterMs - 1_000);
    asking.streams.blindness = AWAY;
    asking.streams.streams.get(responseId)!.silentMs = resumeLostAfterMs + 1;
    await pass(5_000);
    asking.streams.blindness = null;
    await pass(0.4 * resumeLostAfterMs - 1_000);
    expect(declared).not.toHaveBeenCalled();
    await pass(2_000);
    expect(declared).toHaveBeenCalledWith(responseId, resumeLostAfterMs);
  });
});
