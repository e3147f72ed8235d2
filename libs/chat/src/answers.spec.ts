import { Answers } from './answers.js';
import { turn } from './conversations/conversations.contract.js';
import { MemoryConversations } from './conversations/memory-conversations.js';

describe(Answers.name, () => {
  const conversations = new MemoryConversations();
  const answers = new Answers(conversations);

  it('gives an answer as it was sent', async () => {
    const { ownerId, response, ...rest } = turn();
    await conversations.record({ ownerId, response, ...rest });
    expect(await answers.read(ownerId, response.id)).toEqual(response);
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
