import { Answers } from './answers.js';
import { turn } from './conversations/conversations.contract.js';
import { MemoryConversations } from './conversations/memory-conversations.js';
import { MemoryAnswerStreams } from './resume/memory-answer-streams.js';

describe(Answers.name, () => {
  const conversations = new MemoryConversations();
  const answers = new Answers(conversations, new MemoryAnswerStreams(conversations));

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

  it('must not give the answer of another owner', async () => {
    const given = turn();
    await conversations.record(given);
    await expect(answers.read('owner-2', given.response.id)).rejects.toMatchObject({
      kind: 'not-found',
      code: 'answer-not-found',
    });
  });
});
