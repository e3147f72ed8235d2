import { type Budget, Metering, Money, O200kEstimate, PriceBook } from '@app/cost';
import { budget, MemoryLedger } from '@app/cost/testing';
import { FakeClock, SequentialIds } from '@app/platform/testing';
import type { RedactedText } from '@app/privacy';
import { timersOf } from '@app/resilience';
import { SearchCache, SearchError } from '@app/search';
import { FakeSearchEngine } from '@app/search/testing';
import { accountOf, Asking, CONFIG, contextOf } from './answering/asking.contract.js';
import { ChatService } from './chat-service.js';
import { SearchService } from './search-service.js';

const SKY = { url: 'https://sky.example/', title: 'Sky', snippet: 'The sky is blue.' };
const FEE = Money.fromDecimal('0.005');
const OPTIONS = { maxTokens: 100 };

const budgetOf = (limit: string): Budget => ({
  ...budget({ name: 'Everyone', limit: Money.fromDecimal(limit) }),
  id: 'budget-1',
});

/** With an engine that costs half a cent for a search, and a model that costs far less for a short answer. */
function askingWith(limit: string): Asking {
  const engine = new FakeSearchEngine('brave').find(SKY);
  const asking = new Asking({}, {}, { engine, ledger: new MemoryLedger([budgetOf(limit)]) });
  asking.model.answer('Blue.', { usage: { inputUncached: 100, output: 10 } });
  return asking;
}

describe(`${ChatService.name}, a search that the budget refuses`, () => {
  it('answers without sources and says so; the engine is not asked, and only the model is paid for', async () => {
    const asking = askingWith('0.004');
    const context = contextOf();
    const events = await asking.events({ options: OPTIONS }, context);
    expect(events.find(({ type }) => type === 'search.failed')?.data).toMatchObject({
      code: 'budget-exceeded',
    });
    expect(events.at(-1)).toMatchObject({
      type: 'response.completed',
      data: {
        sources: [],
        warnings: [{ code: 'search-failed' }],
        usage: { search_requests: 0, cost: '0.000021' },
      },
    });
    expect(asking.engine.requests).toEqual([]);
    expect(context.account.attempts).toMatchObject([{ kind: 'model', outcome: 'settled' }]);
    expect(asking.ledger.spent()).toEqual(Money.fromDecimal('0.000021'));
    expect(asking.ledger.reserved()).toEqual(Money.ZERO);
  });

  it('must not charge a search again when the budget then refuses the model', async () => {
    const asking = askingWith('0.00501');
    const context = contextOf();
    const events = await asking.events({ options: OPTIONS }, context);
    expect(events.at(-1)).toMatchObject({
      type: 'response.failed',
      data: {
        error: { kind: 'budget-exceeded' },
        response: { usage: { search_requests: 1, cost: '0.005' } },
      },
    });
    expect(asking.model.requests).toEqual([]);
    expect(asking.engine.requests).toHaveLength(1);
    expect(context.account.attempts).toMatchObject([{ kind: 'search', outcome: 'settled', cost: FEE }]);
    expect(asking.ledger.spent()).toEqual(FEE);
    expect(asking.ledger.reserved()).toEqual(Money.ZERO);
  });

  it('answers without sources where the engine’s own plan is used up, and pays nothing for the refusal', async () => {
    const asking = askingWith('1');
    const refused = { engine: 'brave', status: 402, progress: 'refused', retryable: false } as const;
    const usedUp = new SearchError('service-unavailable', 'search-quota-exhausted', 'Used up.', refused);
    const broken = new Asking(
      {},
      {},
      { engine: new FakeSearchEngine('brave').give(usedUp), ledger: asking.ledger },
    );
    broken.model.answer('Blue.', { usage: { inputUncached: 100, output: 10 } });
    const context = contextOf();
    const events = await broken.events({ options: OPTIONS }, context);
    expect(events.find(({ type }) => type === 'search.failed')?.data).toMatchObject({
      code: 'search-quota-exhausted',
    });
    expect(events.at(-1)).toMatchObject({
      type: 'response.completed',
      data: { usage: { search_requests: 0 } },
    });
    expect(context.account.attempts).toMatchObject([
      { kind: 'search', outcome: 'voided', cost: Money.ZERO },
      { kind: 'model', outcome: 'settled' },
    ]);
    expect(broken.engine.requests).toHaveLength(1);
    expect(broken.ledger.reserved()).toEqual(Money.ZERO);
  });
});

describe(`${SearchService.name}, a search that the budget refuses`, () => {
  it('refuses as the ledger does, asks nobody and posts nothing', async () => {
    const clock = new FakeClock();
    const ids = new SequentialIds();
    const engine = new FakeSearchEngine('brave').find(SKY);
    const ledger = new MemoryLedger([budgetOf('0.004')]);
    const service = new SearchService({
      config: CONFIG,
      clock,
      ids,
      timers: timersOf(clock),
      engine,
      metering: new Metering(ledger, new PriceBook(), clock, ids, new O200kEstimate()),
      searchCache: new SearchCache({ clock }),
    });
    const account = accountOf();
    const query = 'the sky' as RedactedText;
    for (let time = 0; time < 2; time++)
      await expect(service.find({ query, redactions: {} }, { account })).rejects.toMatchObject({
        kind: 'budget-exceeded',
        extensions: { budget: 'Everyone' },
      });
    expect(engine.requests).toEqual([]);
    expect(account.attempts).toEqual([]);
    expect(ledger.entries.size).toBe(0);
  });
});
