import type { ChatResponse } from '../chat-response.js';
import { SharedAnswers, type SharedAnswer } from './shared-answers.js';

const response = { id: 'chat-1' } as ChatResponse;

describe(SharedAnswers.name, () => {
  const readFinished = jest.fn(async (ownerId: string) =>
    ownerId === 'owner' ? { answer: { response, outline: null }, characters: 60 } : null,
  );
  const shared = () => new SharedAnswers({ readFinished }, 100);
  beforeEach(() => readFinished.mockClear());

  it('holds an answer once, however many read it', async () => {
    const answers = shared();
    const taken = await Promise.all(Array.from({ length: 50 }, () => answers.take('owner', 'chat-1')));
    expect(readFinished).toHaveBeenCalledTimes(1);
    expect(new Set(taken.map((one) => one?.answer)).size).toBe(1);
  });

  it('must not give to one owner what another one reads', async () => {
    const answers = shared();
    await answers.take('owner', 'chat-1');
    expect(await answers.take('thief', 'chat-1')).toBeNull();
  });

  it('forgets an answer with its last reader: it may be erased', async () => {
    const answers = shared();
    const [one, other] = [await answers.take('owner', 'chat-1'), await answers.take('owner', 'chat-1')];
    one?.giveBack();
    await answers.take('owner', 'chat-1').then((third) => third?.giveBack());
    expect(readFinished).toHaveBeenCalledTimes(1);
    other?.giveBack();
    await answers.take('owner', 'chat-1');
    expect(readFinished).toHaveBeenCalledTimes(2);
  });

  it('must not hold more at once than there is room for', async () => {
    const answers = shared();
    const held: (SharedAnswer | null)[] = [];
    for (const id of ['chat-1', 'chat-2']) held.push(await answers.take('owner', id));
    await expect(answers.take('owner', 'chat-3')).rejects.toMatchObject({ code: 'too-many-replays' });
    expect(readFinished).toHaveBeenCalledTimes(2);
    for (const one of held) one?.giveBack();
    expect(await answers.take('owner', 'chat-3')).not.toBeNull();
  });
});
