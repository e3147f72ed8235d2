import { describeConversations, turn } from './conversations.contract.js';
import { MemoryConversations } from './memory-conversations.js';

describeConversations(MemoryConversations.name, async () => new MemoryConversations());

describe(MemoryConversations.name, () => {
  it('fails as a database does that is away', async () => {
    const conversations = new MemoryConversations();
    conversations.failure = new Error('away');
    await expect(conversations.record(turn())).rejects.toThrow('away');
  });
});
