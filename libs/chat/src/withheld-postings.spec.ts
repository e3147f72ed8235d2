import { Metering, O200kEstimate, type RequestAccount } from '@app/cost';
import { Logger } from '@nestjs/common';
import { HANG } from '@app/providers/testing';
import { accountOf, Asking, withoutSearch } from './answering/asking.contract.js';
import type { ChatEvent } from './chat-event.js';
import { ChatService } from './chat-service.js';

/** An answer whose postings wait, and what becomes durable in which order. */
function setUp(owe?: () => Promise<void>) {
  const asking = new Asking();
  const { ledger, prices, clock, ids, conversations } = asking;
  const order: string[] = [];
  const note = <Result>(what: string, result: Result): Result => {
    order.push(what);
    return result;
  };
  const settle = ledger.settle.bind(ledger);
  ledger.settle = (hold, posting) => note('posted', settle(hold, posting));
  const record = conversations.record.bind(conversations);
  conversations.record = (turn) => note('kept', record(turn));
  const account: RequestAccount = accountOf();
  const metering = new Metering(ledger, prices, clock, ids, new O200kEstimate());
  metering.withhold(account, (owed) => note(`owed ${owed.length}`, owe?.() ?? Promise.resolve()));
  const held = () => [...ledger.entries.values()].filter(({ posting }) => posting === null);
  return { asking, account, order, held };
}

describe(`${ChatService.name}, postings that wait for the answer`, () => {
  beforeAll(() => Logger.overrideLogger(false));

  it.each([true, false])(
    'must not post before the answer is durable, nor tell its end before: %s',
    async (deltas) => {
      const { asking, account, order, held } = setUp();
      asking.model.answer('The sky.', { usage: { inputUncached: 10, output: 4 } });
      for await (const { type } of asking.ask({ options: withoutSearch }, { account, deltas }))
        if (type === 'usage.updated' || type === 'response.completed') order.push(type);
      expect(order).toEqual(['usage.updated', 'owed 1', 'kept', 'posted', 'response.completed']);
      expect(held()).toEqual([]);
    },
  );

  it('tells what a call cost that is not posted yet', async () => {
    const { asking, account } = setUp();
    asking.model.answer('The sky.', { usage: { inputUncached: 10, output: 4 } });
    const events = await asking.events({ options: withoutSearch }, { account });
    expect(account.total.pico).toBeGreaterThan(0n);
    expect((events.at(-1) as Extract<ChatEvent, { type: 'response.completed' }>).data.usage.cost).toBe(
      account.total.toDecimal(),
    );
  });

  it('posts at once what was called off and cannot be the answer', async () => {
    const { asking, account, order, held } = setUp();
    asking.model.follow([
      { type: 'model-start', id: 'x', model: 'fake' },
      { type: 'text-delta', delta: 'The' },
      HANG,
    ]);
    for await (const { type } of asking.ask({ options: withoutSearch }, { account }))
      if (type === 'content.delta') break;
    expect(order).toEqual(['posted', 'kept']);
    expect(held()).toEqual([]);
  });

  it.each([
    ['written down', () => setUp(() => Promise.reject(new Error('away')))],
    [
      'kept',
      () => {
        const given = setUp();
        given.asking.conversations.failure = new Error('away');
        return given;
      },
    ],
  ])('must not leave a call on hold where it cannot be %s', async (_, given) => {
    const { asking, account, held } = given();
    const events = await asking.events({ options: withoutSearch }, { account });
    expect(events.at(-1)?.type).toBe('response.completed');
    expect(held()).toEqual([]);
  });

  it('must not leave a call on hold whose reader leaves after it', async () => {
    const { asking, account, held } = setUp();
    for await (const { type } of asking.ask({ options: withoutSearch }, { account }))
      if (type === 'usage.updated') break;
    expect(held()).toEqual([]);
  });
});
