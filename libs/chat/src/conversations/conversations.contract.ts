import { randomUUID } from 'node:crypto';
import type { ChatResponse } from '../chat-response.js';
import type { Conversations, Turn } from './conversations.js';

const NOON = Date.UTC(2026, 10, 22, 12);
const OWNER = 'owner-1';
const STRANGER = 'owner-2';

export function response(more: Partial<ChatResponse> = {}, content = 'Because.'): ChatResponse {
  return {
    id: `chat-${randomUUID()}`,
    conversation_id: randomUUID(),
    status: 'completed',
    message: { role: 'assistant', content, citations: [] },
    sources: [],
    usage: {
      prompt_tokens: 1,
      completion_tokens: 1,
      total_tokens: 2,
      cached_prompt_tokens: 0,
      cache_write_tokens: 0,
      reasoning_tokens: 0,
      search_requests: 0,
      cost_usd: 0.1,
      cost: '0.10000000000000000001',
      cost_lines: [],
    },
    metadata: {
      provider: 'openai',
      model: 'gpt-4o-mini',
      search_enabled: true,
      search_results_count: 0,
      processing_time_ms: 12.25,
      attempts: [],
      fallback: false,
      finish_reason: 'stop',
      grounding: { factual_sentences: 0, cited_sentences: 0, supported_citations: 0 },
      pii_redactions: {},
      dropped: { history_messages: 0, sources: 0 },
    },
    warnings: [],
    offset_encoding: 'utf-16',
    timestamp: '2026-11-22T12:00:00.000Z',
    ...more,
  };
}

export function turn(more: Partial<Turn> & { readonly answer?: string } = {}): Turn {
  const { answer = 'Because.', ...given } = more;
  const conversationId = given.conversationId ?? randomUUID();
  return {
    conversationId,
    isFirst: true,
    ownerId: OWNER,
    requestId: 'req-1',
    title: 'Why?',
    question: 'Why?',
    response: response({ conversation_id: conversationId }, answer),
    sourcesUsedTo: 1,
    sourcesKeptTo: 1,
    askedAt: NOON,
    answeredAt: NOON + 1_000,
    ...given,
  };
}

const asked = (conversationId: string, ownerId = OWNER) => ({
  conversationId,
  ownerId,
  sourceNumbers: 0,
  historyCharacters: 100_000,
});

const notFound = { kind: 'not-found', code: 'conversation-not-found' };

/** What every `Conversations` does, the fake too. `make` gives one without conversations. */
export function describeConversations(name: string, make: () => Promise<Conversations>): void {
  describe(name, () => {
    let conversations: Conversations;
    beforeEach(async () => {
      conversations = await make();
    });

    it('gives the history of a conversation, oldest first', async () => {
      const first = turn({ question: 'One?', answer: 'One.' });
      await conversations.record(first);
      await conversations.record({
        ...turn({ question: 'Two?', answer: 'Two.' }),
        conversationId: first.conversationId,
        isFirst: false,
      });
      const { history } = await conversations.open(asked(first.conversationId));
      expect(history).toEqual([
        { role: 'user', content: 'One?' },
        { role: 'assistant', content: 'One.' },
        { role: 'user', content: 'Two?' },
        { role: 'assistant', content: 'Two.' },
      ]);
    });

    it('leaves turns that have no answer out of the history, and shows them all the same', async () => {
      const silent = turn({ answer: '' });
      await conversations.record(silent);
      expect(await conversations.open(asked(silent.conversationId))).toMatchObject({
        history: [],
        leftOut: 0,
      });
      const { messages } = await conversations.read(OWNER, silent.conversationId);
      expect(messages).toEqual([{ role: 'user', content: 'Why?', created_at: '2026-11-22T12:00:00.000Z' }]);
    });

    it('gives only the newest turns that are within the limit, and those whole', async () => {
      const first = turn({ question: 'a'.repeat(10), answer: 'b'.repeat(10) });
      await conversations.record(first);
      for (const letter of ['c', 'd']) {
        const next = turn({
          question: letter.repeat(10),
          answer: letter.repeat(10),
          conversationId: first.conversationId,
        });
        await conversations.record({ ...next, isFirst: false });
      }
      const { history, leftOut } = await conversations.open({
        ...asked(first.conversationId),
        historyCharacters: 55,
      });
      expect(history.map(({ content }) => content[0])).toEqual(['c', 'c', 'd', 'd']);
      expect(leftOut).toBe(2);
      const none = await conversations.open({ ...asked(first.conversationId), historyCharacters: 19 });
      expect(none).toMatchObject({ history: [], leftOut: 6 });
    });

    it('gives no more messages than a prompt can use', async () => {
      const first = turn();
      await conversations.record(first);
      for (let count = 0; count < 40; count++)
        await conversations.record({ ...turn(), conversationId: first.conversationId, isFirst: false });
      const { history, leftOut } = await conversations.open(asked(first.conversationId));
      expect(history).toHaveLength(60);
      expect(leftOut).toBe(22);
    });

    it('must not show the conversation of another owner', async () => {
      const mine = turn();
      await conversations.record(mine);
      await expect(conversations.open(asked(mine.conversationId, STRANGER))).rejects.toMatchObject(notFound);
      await expect(conversations.read(STRANGER, mine.conversationId)).rejects.toMatchObject(notFound);
      expect(await conversations.readAnswer(STRANGER, mine.response.id)).toBeNull();
      expect(await conversations.erase(STRANGER, mine.conversationId)).toBe(false);
      expect((await conversations.list(STRANGER, { limit: 10 })).conversations).toEqual([]);
      expect((await conversations.read(OWNER, mine.conversationId)).messages).toHaveLength(2);
    });

    it('must not write into the conversation of another owner', async () => {
      const mine = turn();
      await conversations.record(mine);
      await conversations.record({
        ...turn({ conversationId: mine.conversationId, ownerId: STRANGER }),
        isFirst: false,
      });
      expect((await conversations.read(OWNER, mine.conversationId)).messages).toHaveLength(2);
    });

    it('does not know a conversation that never was', async () => {
      await expect(conversations.open(asked(randomUUID()))).rejects.toMatchObject(notFound);
      await expect(conversations.read(OWNER, randomUUID())).rejects.toMatchObject(notFound);
      expect(await conversations.erase(OWNER, randomUUID())).toBe(false);
    });

    it.each(['', 'x', 'a\0b', '00000000-0000-4000-8000-00000000000G'])(
      'does not know what %j is',
      async (id) => {
        await expect(conversations.open(asked(id))).rejects.toMatchObject(notFound);
        await expect(conversations.read(OWNER, id)).rejects.toMatchObject(notFound);
        expect(await conversations.erase(OWNER, id)).toBe(false);
        expect(await conversations.readAnswer(OWNER, id)).toBeNull();
      },
    );

    it('must not let one id that is none spoil what others ask at the same time', async () => {
      const given = turn();
      await conversations.record(given);
      const outcomes = await Promise.allSettled(
        [asked('x'), asked(given.conversationId)].map((one) => conversations.open(one)),
      );
      expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
    });

    it('gives an answer as it was sent', async () => {
      const given = turn({ answer: 'Blue 😀 [1].' });
      await conversations.record(given);
      const read = await conversations.readAnswer(OWNER, given.response.id);
      expect(JSON.stringify(read)).toBe(JSON.stringify(given.response));
      expect(await conversations.readAnswer(OWNER, 'chat-unknown')).toBeNull();
    });

    it('reads a conversation with the ids of its answers', async () => {
      const given = turn({ title: 'Of the sky' });
      await conversations.record(given);
      expect(await conversations.read(OWNER, given.conversationId)).toEqual({
        id: given.conversationId,
        title: 'Of the sky',
        created_at: '2026-11-22T12:00:01.000Z',
        updated_at: '2026-11-22T12:00:01.000Z',
        messages: [
          { role: 'user', content: 'Why?', created_at: '2026-11-22T12:00:00.000Z' },
          {
            role: 'assistant',
            content: 'Because.',
            created_at: '2026-11-22T12:00:01.000Z',
            response_id: given.response.id,
          },
        ],
      });
    });

    it('lists conversations newest first, page by page, each once, those of one moment too', async () => {
      const times = [5, 1, 3, 3, 3, 4, 2];
      for (const time of times)
        await conversations.record(turn({ answeredAt: NOON + time, title: String(time) }));
      const titles: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await conversations.list(OWNER, { limit: 2, cursor });
        expect(page.conversations.length).toBeLessThanOrEqual(2);
        titles.push(...page.conversations.map(({ title }) => title));
        cursor = page.next_cursor ?? undefined;
      } while (cursor !== undefined);
      expect(titles).toEqual(['5', '4', '3', '3', '3', '2', '1']);
    });

    it('refuses a cursor that is none', async () => {
      await expect(conversations.list(OWNER, { limit: 2, cursor: 'x' })).rejects.toMatchObject({
        code: 'malformed-cursor',
      });
    });

    it('says of each turn whether it was kept', async () => {
      const [kept, erased] = [turn(), turn()];
      expect(await conversations.record(kept)).toBe('kept');
      await conversations.record(erased);
      await conversations.erase(OWNER, erased.conversationId);
      const next = [kept, erased].map(({ conversationId }) => ({
        ...turn({ conversationId }),
        isFirst: false,
      }));
      expect(await Promise.all(next.map((one) => conversations.record(one)))).toEqual(['kept', 'erased']);
    });

    it('erases all text of a conversation', async () => {
      const given = turn();
      await conversations.record(given);
      expect(await conversations.erase(OWNER, given.conversationId)).toBe(true);
      await expect(conversations.read(OWNER, given.conversationId)).rejects.toMatchObject(notFound);
      expect(await conversations.readAnswer(OWNER, given.response.id)).toBeNull();
    });

    it('must not bring back an erased conversation with a turn that was under way', async () => {
      const given = turn();
      await conversations.record(given);
      await conversations.erase(OWNER, given.conversationId);
      const late = { ...turn({ conversationId: given.conversationId }), isFirst: false };
      expect(await conversations.record(late)).toBe('erased');
      await expect(conversations.read(OWNER, given.conversationId)).rejects.toMatchObject(notFound);
      expect(await conversations.readAnswer(OWNER, late.response.id)).toBeNull();
    });

    it('puts turns that end at the same time one after another', async () => {
      const first = turn();
      await conversations.record(first);
      const answers = ['One.', 'Two.', 'Three.', 'Four.', 'Five.'];
      await Promise.all(
        answers.map((answer) =>
          conversations.record({ ...turn({ answer }), conversationId: first.conversationId, isFirst: false }),
        ),
      );
      const { messages } = await conversations.read(OWNER, first.conversationId);
      expect(messages.filter(({ role }) => role === 'assistant').map(({ content }) => content)).toEqual([
        'Because.',
        ...answers,
      ]);
    });

    it('gives every source of a conversation a number of its own, also to turns at the same time', async () => {
      const first = turn({ sourcesUsedTo: 4, sourcesKeptTo: 4 });
      await conversations.record(first);
      const request = { ...asked(first.conversationId), sourceNumbers: 10 };
      const opened = await Promise.all([conversations.open(request), conversations.open(request)]);
      expect(opened.map(({ firstSource }) => firstSource)).toEqual([4, 14]);
    });

    it('takes back the source numbers a turn did not use', async () => {
      const first = turn({ sourcesUsedTo: 4, sourcesKeptTo: 4 });
      await conversations.record(first);
      const { firstSource } = await conversations.open({ ...asked(first.conversationId), sourceNumbers: 10 });
      await conversations.record({
        ...turn({
          conversationId: first.conversationId,
          sourcesUsedTo: firstSource + 3,
          sourcesKeptTo: firstSource + 10,
        }),
        isFirst: false,
      });
      expect((await conversations.open(asked(first.conversationId))).firstSource).toBe(7);
    });

    it('erases what nobody has touched, so many at a time', async () => {
      for (const time of [1, 2, 3, 10])
        await conversations.record(turn({ answeredAt: NOON + time, title: String(time) }));
      expect(await conversations.eraseUntouchedSince(NOON + 5, 2)).toBe(2);
      expect(await conversations.eraseUntouchedSince(NOON + 5, 2)).toBe(1);
      expect(await conversations.eraseUntouchedSince(NOON + 5, 2)).toBe(0);
      const { conversations: left } = await conversations.list(OWNER, { limit: 10 });
      expect(left.map(({ title }) => title)).toEqual(['10']);
    });

    it('keeps text no database likes', async () => {
      const given = turn({ question: 'a\0b \ud83d', answer: 'c\0d \ude00' });
      await conversations.record(given);
      expect((await conversations.read(OWNER, given.conversationId)).messages).toHaveLength(2);
      expect((await conversations.readAnswer(OWNER, given.response.id))?.message.content).toBe('c\0d \ude00');
    });

    it('finishes what it has when it is closed', async () => {
      const given = turn();
      const recorded = conversations.record(given);
      await conversations.close();
      await expect(recorded).resolves.toBe('kept');
    });
  });
}
