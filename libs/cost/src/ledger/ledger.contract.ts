import { NO_USAGE } from '@app/providers';
import type { BudgetDraft } from '../budgets/budget.js';
import type { Ledger, Posting, Reservation } from './ledger.js';
import { Money } from '../money.js';
import { PriceBook } from '../prices/price-book.js';
import { costOf, holdFor, priceUsage } from '../prices/price-usage.js';

const prices = new PriceBook();
const AT = Date.UTC(2026, 10, 22, 12);

/** One ledger under test, and how its state is looked at. */
export interface LedgerUnderTest {
  readonly ledger: Ledger;
  /** Released holds and posted lines of everything, corrections included. */
  readonly totals: () => Promise<{ readonly spent: Money; readonly reserved: Money }>;
}

export type OpenLedger = (budgets: readonly BudgetDraft[]) => Promise<LedgerUnderTest>;

/** A reservation of 100 input and `maxTokens` output tokens of gpt-4o-mini: 15 + 0.6 × `maxTokens` micro-dollars. */
export function reservation(over: Partial<Reservation> = {}, maxTokens = 100): Reservation {
  const price = prices.priceOf('openai', 'gpt-4o-mini', AT);
  const lines = holdFor({ inputTokens: 100, maxTokens, searchRequests: 0 }, price);
  return {
    attemptId: crypto.randomUUID(),
    requestId: crypto.randomUUID(),
    kind: 'model',
    provider: 'openai',
    model: 'gpt-4o-mini',
    payer: { organisation: 'acme', team: 'support', keyId: 'key-1', costCenter: null },
    idempotencyKey: null,
    price,
    amount: costOf(lines),
    lines,
    reservedAt: AT,
    ...over,
  };
}

/** A posting by the vendor's usage: 80 input and 40 output tokens unless told. */
export function posting(over: Partial<Posting> = {}, inputUncached = 80, output = 40): Posting {
  const usage = { ...NO_USAGE, inputUncached, output };
  const lines = priceUsage(usage, prices.priceOf('openai', 'gpt-4o-mini', AT), 'exact');
  return {
    outcome: 'settled',
    basis: 'exact',
    usage,
    rawUsage: { prompt_tokens: inputUncached, completion_tokens: output },
    lines,
    cost: costOf(lines),
    durationMs: 12,
    postedAt: AT + 1_000,
    ...over,
  };
}

export function budget(over: Partial<BudgetDraft> = {}): BudgetDraft {
  return {
    name: 'acme a day',
    scope: 'organisation',
    subject: 'acme',
    period: 'day',
    timezone: 'UTC',
    limit: Money.fromDecimal('1'),
    softThresholds: [],
    ...over,
  };
}

export function unknownOf(held: Reservation): Posting {
  return posting({
    outcome: 'unknown',
    basis: 'unknown',
    usage: NO_USAGE,
    rawUsage: null,
    lines: held.lines,
    cost: held.amount,
  });
}

/** What every ledger promises. */
export function describeLedger(name: string, open: OpenLedger): void {
  describe(`${name} as a ledger`, () => {
    it('holds the most a call can cost while it runs', async () => {
      const { ledger, totals } = await open([]);
      const held = reservation();
      await ledger.reserve(held);
      expect(await totals()).toEqual({ spent: Money.ZERO, reserved: held.amount });
    });

    it('releases the hold and posts the lines when it settles', async () => {
      const { ledger, totals } = await open([budget()]);
      const posted = posting();
      await ledger.settle(await ledger.reserve(reservation()), posted);
      expect(await totals()).toEqual({ spent: posted.cost, reserved: Money.ZERO });
    });

    it('must not charge an attempt twice when it is settled twice', async () => {
      const { ledger, totals } = await open([]);
      const hold = await ledger.reserve(reservation());
      await ledger.settle(hold, posting());
      await ledger.settle(hold, posting({}, 8_000, 4_000));
      expect((await totals()).spent).toEqual(posting().cost);
    });

    it('releases everything when a call is voided', async () => {
      const { ledger, totals } = await open([budget()]);
      const hold = await ledger.reserve(reservation());
      await ledger.settle(hold, posting({ outcome: 'voided', usage: NO_USAGE, lines: [], cost: Money.ZERO }));
      expect(await totals()).toEqual({ spent: Money.ZERO, reserved: Money.ZERO });
    });

    it('posts the whole hold for an unknown outcome and mends it when the usage arrives', async () => {
      const { ledger, totals } = await open([budget()]);
      const held = reservation();
      await ledger.settle(await ledger.reserve(held), unknownOf(held));
      expect((await totals()).spent).toEqual(held.amount);
      await ledger.correct(held.attemptId, posting());
      expect((await totals()).spent).toEqual(posting().cost);
    });

    it('corrects an unknown outcome when the owner settles after all', async () => {
      const { ledger, totals } = await open([budget()]);
      const held = reservation();
      const hold = await ledger.reserve(held);
      await ledger.settle(hold, unknownOf(held));
      await ledger.settle(hold, posting());
      expect((await totals()).spent).toEqual(posting().cost);
    });

    it('must not correct the same usage twice', async () => {
      const { ledger, totals } = await open([]);
      const held = reservation();
      await ledger.settle(await ledger.reserve(held), unknownOf(held));
      await ledger.correct(held.attemptId, posting());
      await ledger.correct(held.attemptId, posting());
      expect((await totals()).spent).toEqual(posting().cost);
    });

    it('refuses what does not fit and names the budget, its limit and its use', async () => {
      const held = reservation();
      const { ledger } = await open([budget({ limit: held.amount.mul(2) })]);
      await ledger.reserve(reservation());
      await ledger.reserve(reservation());
      await expect(ledger.reserve(reservation())).rejects.toMatchObject({
        kind: 'budget-exceeded',
        code: 'budget-exceeded',
        extensions: {
          budget: 'acme a day',
          limit_usd: held.amount.mul(2).toDecimal(),
          spent_usd: '0',
          reserved_usd: held.amount.mul(2).toDecimal(),
        },
      });
    });

    it('must not leave a hold behind when it refuses', async () => {
      const { ledger, totals } = await open([
        budget(),
        budget({ name: 'tight', scope: 'team', subject: 'support', limit: Money.fromDecimal('0.000001') }),
      ]);
      await expect(ledger.reserve(reservation())).rejects.toMatchObject({ extensions: { budget: 'tight' } });
      expect(await totals()).toEqual({ spent: Money.ZERO, reserved: Money.ZERO });
    });

    it('has room again after a settle for less than the hold', async () => {
      const held = reservation();
      const { ledger } = await open([budget({ limit: held.amount.mul(2) })]);
      const hold = await ledger.reserve(reservation());
      await ledger.reserve(reservation());
      await ledger.settle(hold, posting({ outcome: 'voided', usage: NO_USAGE, lines: [], cost: Money.ZERO }));
      await expect(ledger.reserve(reservation())).resolves.toMatchObject({
        reservation: { model: 'gpt-4o-mini' },
      });
    });

    it('lets exactly as many parallel calls in as there is room for', async () => {
      const room = 7;
      const { ledger, totals } = await open([budget({ limit: reservation().amount.mul(room) })]);
      const outcomes = await Promise.allSettled(
        Array.from({ length: 50 }, () => ledger.reserve(reservation())),
      );
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(room);
      expect((await totals()).reserved).toEqual(reservation().amount.mul(room));
    });

    it.each([
      ['organisation', 'acme'],
      ['team', 'support'],
      ['key', 'key-1'],
      ['model', 'gpt-4o-mini'],
    ] as const)('keeps a budget of a %s and of no other', async (scope, subject) => {
      const zero = { limit: Money.ZERO, scope };
      const blocked = await open([budget({ ...zero, subject })]);
      await expect(blocked.ledger.reserve(reservation())).rejects.toMatchObject({ kind: 'budget-exceeded' });
      const free = await open([budget({ ...zero, subject: 'someone else' })]);
      await expect(free.ledger.reserve(reservation())).resolves.toBeDefined();
    });

    it.each(['gpt-4o-mini', 'gpt-4o-mini-2024-07-18'])(
      'must not let a dated name past the budget of its model, or past its own: %s',
      async (subject) => {
        const model = 'gpt-4o-mini-2024-07-18';
        const dated = () => reservation({ model, price: prices.priceOf('openai', model, AT) });
        const bound = { scope: 'model', subject } as const;
        const { ledger } = await open([budget({ ...bound, limit: reservation().amount })]);
        const hold = await ledger.reserve(dated());
        await expect(ledger.reserve(dated())).rejects.toMatchObject({ kind: 'budget-exceeded' });
        await ledger.settle(hold, posting());
        const blocked = await open([budget({ ...bound, limit: Money.ZERO })]);
        await expect(blocked.ledger.reserve(dated())).rejects.toMatchObject({ kind: 'budget-exceeded' });
      },
    );

    it('blocks even free calls with a budget of zero', async () => {
      const { ledger } = await open([budget({ limit: Money.ZERO })]);
      await expect(ledger.reserve(reservation({ lines: [], amount: Money.ZERO }))).rejects.toMatchObject({
        kind: 'budget-exceeded',
      });
    });

    it('refuses nothing by a budget that only warns', async () => {
      const { ledger } = await open([
        budget({ limit: null, softThresholds: [Money.fromDecimal('0.000001')] }),
      ]);
      await expect(ledger.reserve(reservation())).resolves.toBeDefined();
    });
  });
}
