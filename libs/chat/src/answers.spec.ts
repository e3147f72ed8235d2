import { FakeClock } from '@app/platform/testing';
import { Answers } from './answers.js';
import { turn } from './conversations/conversations.contract.js';
import { MemoryConversations } from './conversations/memory-conversations.js';
import { LateTurns } from './resume/late-turns.js';
import { MemoryAnswerStreams } from './resume/memory-answer-streams.js';

describe(Answers.name, () => {
  const conversations = new MemoryConversations();
  const lateTurns = new LateTurns(conversations, new FakeClock());
  const answers = new Answers(conversations, new MemoryAnswerStreams(conversations), lateTurns);

  it('gives an answer as it was sent', async () => {
    const { ownerId, response, ...rest } = turn();
    await conversations.record({ ownerId, response, ...rest });
    expect(await answers.read(ownerId, response.id)).toEqual(response);
  });

  it('knows why an answer stopped before its end', async () => {
    const error = { kind: 'provider-failed', code: 'reset', detail: 'It broke off.' };
    const { response } = turn();
    const given = turn({
      response: { ...response, id: 'chat-cut', status: 'incomplete' },
      events: JSON.stringify([['response.created'], 3, ['response.incomplete', { reason: 'reset', error }]]),
    });
    await conversations.record(given);
    expect(await answers.readEnd(given.ownerId, 'chat-cut')).toMatchObject({
      type: 'response.incomplete',
      seq: 3,
      data: { id: 'chat-cut', status: 'incomplete', reason: 'reset', error },
    });
    await expect(answers.readEnd('owner-2', 'chat-cut')).rejects.toMatchObject({ code: 'answer-not-found' });
  });

  it('tells an answer again as it was told', async () => {
    const given = turn({
      events: JSON.stringify([['response.created'], ['usage.updated'], ['response.completed']]),
    });
    await conversations.record({ ...given, response: { ...given.response, id: 'chat-again' } });
    const events = await answers.retell(given.ownerId, 'chat-again');
    expect(events.map(({ seq, type }) => `${seq} ${type}`)).toEqual([
      '1 response.created',
      '2 usage.updated',
      '3 response.completed',
    ]);
    await expect(answers.retell('owner-2', 'chat-again')).rejects.toMatchObject({ kind: 'not-found' });
  });

  it('knows when it is decided whether an answer is kept', async () => {
    await expect(answers.settled('chat-unknown')).resolves.toBeUndefined();
    const order: string[] = [];
    let write = (): void => undefined;
    jest.spyOn(conversations, 'record').mockImplementationOnce(
      () =>
        new Promise((resolve) => {
          write = () => resolve('kept');
        }),
    );
    const given = turn();
    const keeping = lateTurns.keep(given, 1_000).then(() => order.push('kept'));
    const settled = answers.settled(given.response.id).then(() => order.push('settled'));
    await Promise.resolve();
    expect(order).toEqual([]);
    write();
    await Promise.all([keeping, settled]);
    expect(order).toHaveLength(2);
  });

  it('must not give the answer of another owner', async () => {
    const given = turn();
    await conversations.record(given);
    await expect(answers.read('owner-2', given.response.id)).rejects.toMatchObject({
      kind: 'not-found',
      code: 'answer-not-found',
    });
  });
});
