import { IdempotencyStore, ledgerKey, Money, PriceBook, type Posting } from '@app/cost';
import { budget, posting, reservation, unknownOf } from '@app/cost/testing';
import { brokenChecks, LedgerFixture, NOON } from './ledger-fixture.js';

const OWNED = { owner: 'owner-1', key: 'key-1' };
const KEPT = 'the kept request';
const MINUTE = 60_000;

let fixture: LedgerFixture;

const broken = () => brokenChecks(fixture);

beforeEach(async () => {
  fixture = await LedgerFixture.open();
});

afterEach(() => fixture.close());

/** Three posted calls, one under a key whose answer is kept, and one on hold; all within a budget. */
async function someBooks(): Promise<void> {
  const ledger = fixture.ledger();
  await fixture.makeBudgets([budget()]);
  const keyed = { requestId: KEPT, idempotencyKey: ledgerKey(OWNED) };
  for (const over of [{}, {}, keyed]) await ledger.settle(await ledger.reserve(reservation(over)), posting());
  await keep(KEPT);
  await ledger.reserve(reservation());
}

async function keep(requestId: string): Promise<void> {
  const store = new IdempotencyStore(fixture.database.dataSource, {
    processId: 'process-1',
    leaseMs: 15_000,
  });
  await store.begin({ ...OWNED, bodyHash: 'hash', requestId });
  const headers = { 'X-Request-Cost': posting().cost.toDecimal() };
  await store.finish(OWNED, requestId, { status: 200, headers, body: Buffer.from('{}') });
}

const NOT_KEPT = `attempt_id = (SELECT attempt_id FROM postings JOIN attempts USING (attempt_id)
  WHERE request_id <> '${KEPT}' ORDER BY attempt_id LIMIT 1)`;

describe('The twelve checks', () => {
  it.each([
    [
      '1',
      'a posting above its lines',
      `UPDATE postings SET cost = cost + 0.001 WHERE ${NOT_KEPT}; UPDATE budget_windows SET spent = spent + 0.001`,
    ],
    ['2', 'a budget that forgets', 'UPDATE budget_windows SET spent = 0'],
    ['3', 'a mark of what is not', 'UPDATE budget_windows SET overage = true'],
    [
      '4',
      'a hold without an attempt',
      'DELETE FROM attempts a USING holds h WHERE h.attempt_id = a.attempt_id',
    ],
    [
      '5',
      'a hold of what is posted',
      `INSERT INTO holds SELECT attempt_id, process_id, hold, '[]', '{}', reserved_at FROM attempts WHERE ${NOT_KEPT}`,
    ],
    [
      '6',
      'two answers at a time under one key',
      `UPDATE attempts SET idempotency_key = 'one' WHERE request_id <> '${KEPT}'`,
    ],
    [
      '6',
      'a second call under a key that is kept',
      `UPDATE attempts SET idempotency_key = ledger_key('owner-1', 'key-1'), reserved_at = reserved_at + interval '1 minute' WHERE ${NOT_KEPT}`,
    ],
    ['7', 'a changed usage', `UPDATE postings SET usage = usage || '{"output": 41}' WHERE ${NOT_KEPT}`],
    ['7', 'another price', `UPDATE price_versions SET rates = jsonb_set(rates, '{base,output}', '"0.1"')`],
    ['8', 'an unknown outcome below its hold', `UPDATE postings SET outcome = 'unknown' WHERE ${NOT_KEPT}`],
    ['9', 'a hold of a dead process', `UPDATE leases SET expires_at = now() - interval '1 minute'`],
    [
      '11',
      'a kept answer that tells another cost',
      `UPDATE idempotency SET headers = '{"X-Request-Cost": "0.5"}'`,
    ],
    [
      '12',
      'more than there is room for',
      `INSERT INTO attempts SELECT gen_random_uuid(), 'over', kind, provider, model, listed_model, organisation, team, key_id, cost_center, NULL, process_id, price_version, 2, reserved_at
         FROM attempts WHERE ${NOT_KEPT};
       INSERT INTO holds SELECT attempt_id, process_id, hold, '[]', (SELECT array_agg(id) FROM budget_windows), reserved_at FROM attempts WHERE request_id = 'over';
       UPDATE budget_windows SET reserved = reserved + 2, overage = true`,
    ],
  ])('%s finds %s, and no other does, though the chain was written anew', async (number, _, sql) => {
    await someBooks();
    expect(await broken()).toEqual([]);
    await fixture.tamper(sql);
    await fixture.chainAnew();
    expect(await broken()).toEqual([number]);
  });

  it('10 finds what no other check sees', async () => {
    await someBooks();
    await fixture.tamper(`UPDATE attempts SET team = 'another'`);
    expect(await broken()).toEqual(['10']);
  });
});

describe('An exact posting', () => {
  const openai = (at = NOON) => new PriceBook().priceOf('openai', 'gpt-4o-mini', at);
  const anthropic = (at = NOON) => new PriceBook().priceOf('anthropic', 'claude-haiku-4-5', at);
  const whole = posting();
  const costing = (lines: Posting['lines']) => ({
    lines,
    cost: lines.reduce((sum, { amount }) => sum.add(amount), Money.ZERO),
  });

  it.each<[string, Partial<Posting>]>([
    ['without a line for its output', costing(whole.lines.slice(0, 1))],
    ['without any line', costing([])],
    ['with a line twice', costing([...whole.lines, ...whole.lines.slice(0, 1)])],
    [
      'with a line for what was not used',
      costing([...whole.lines, { ...whole.lines[0]!, meter: 'search_requests' }]),
    ],
    ['with a line that is none', costing([whole.lines[0]!, { ...whole.lines[1]!, basis: 'estimated' }])],
    ['that misread the output', { rawUsage: { prompt_tokens: 80, completion_tokens: 1_000 } }],
    [
      'that overlooked the cache',
      {
        rawUsage: { prompt_tokens: 80, completion_tokens: 40, prompt_tokens_details: { cached_tokens: 30 } },
      },
    ],
    [
      'that overlooked what was thought',
      {
        rawUsage: {
          prompt_tokens: 80,
          completion_tokens: 40,
          completion_tokens_details: { reasoning_tokens: 9 },
        },
      },
    ],
    ['of a vendor that told something else', { rawUsage: { said: 'nothing' } }],
  ])('must not pass %s', async (_, over) => {
    const ledger = fixture.ledger();
    await ledger.settle(await ledger.reserve(reservation({ price: openai() })), posting(over));
    expect(await broken()).toEqual(['7']);
  });

  it.each([
    [{}, {}, []],
    [{ cache_read_input_tokens: 30 }, { inputCacheRead: 30 }, []],
    [{ cache_creation_input_tokens: 20 }, { inputCacheWrite5m: 20 }, []],
    [
      {
        cache_creation_input_tokens: 20,
        cache_creation: { ephemeral_1h_input_tokens: 15, ephemeral_5m_input_tokens: 5 },
      },
      { inputCacheWrite5m: 5, inputCacheWrite1h: 15 },
      [],
    ],
    [{ server_tool_use: { web_search_requests: 2 } }, { searchRequests: 2 }, []],
    [{ cache_read_input_tokens: 30 }, {}, ['7']],
    [{ cache_creation_input_tokens: 20 }, { inputCacheWrite1h: 20 }, ['7']],
    [{ output_tokens: 41 }, {}, ['7']],
    [{ input_tokens: null }, {}, ['7']],
  ])('reads %j of Anthropic as %j', async (raw, read, expected) => {
    const ledger = fixture.ledger();
    const price = anthropic();
    const usage = { ...whole.usage, ...read };
    const lines = Object.entries({
      input_uncached: usage.inputUncached,
      input_cache_read: usage.inputCacheRead,
      input_cache_write_5m: usage.inputCacheWrite5m,
      input_cache_write_1h: usage.inputCacheWrite1h,
      output: usage.output,
      search_requests: usage.searchRequests,
    } as const)
      .filter(([, quantity]) => quantity > 0)
      .map(([name, quantity]) => {
        const meter = name as keyof typeof price.base;
        return {
          meter,
          quantity,
          unitPrice: price.base[meter],
          amount: price.base[meter].mul(quantity),
          basis: 'exact' as const,
        };
      });
    const rawUsage = { input_tokens: 80, output_tokens: 40, ...raw };
    const hold = await ledger.reserve(
      reservation({ provider: 'anthropic', model: 'claude-haiku-4-5', price }),
    );
    await ledger.settle(hold, posting({ usage, rawUsage, ...costing(lines) }));
    expect(await broken()).toEqual(expected);
  });
});

describe('A key that is used again', () => {
  it.each<[string, (held: ReturnType<typeof reservation>) => Posting]>([
    ['after a crash', unknownOf],
    [
      'when its client has left',
      () => posting({ basis: 'estimated', lines: [], cost: Money.ZERO, postedAt: NOON + 2 * MINUTE }),
    ],
    ['after an answer that was lost', () => posting()],
  ])('is no double %s', async (_, firstEnd) => {
    const ledger = fixture.ledger();
    const idempotencyKey = ledgerKey(OWNED);
    const first = reservation({ idempotencyKey });
    await ledger.settle(await ledger.reserve(first), firstEnd(first));
    const second = reservation({ idempotencyKey, requestId: KEPT, reservedAt: NOON + MINUTE });
    await ledger.settle(await ledger.reserve(second), posting({ postedAt: NOON + MINUTE + 1 }));
    await keep(KEPT);
    expect(await broken()).toEqual([]);
  });

  it('is told apart in the database as in the service', async () => {
    const [row] = await fixture.query<{ key: string }>('SELECT ledger_key($1, $2) AS key', [
      'owner-1',
      'key-1',
    ]);
    expect(row?.key).toBe(ledgerKey(OWNED));
  });
});

describe('A window that is over its limit', () => {
  it('is none any more when a correction or a release took it back', async () => {
    const ledger = fixture.ledger();
    await fixture.makeBudgets([budget({ limit: reservation().amount })]);
    const held = reservation();
    await ledger.settle(await ledger.reserve(held), posting({}, 80, 40_000));
    expect(await fixture.query('SELECT overage FROM budget_windows')).toEqual([{ overage: true }]);
    await ledger.correct(held.attemptId, posting());
    expect(await fixture.query('SELECT overage FROM budget_windows')).toEqual([{ overage: false }]);
    await expect(fixture.query('UPDATE budget_windows SET reserved = 999')).rejects.toMatchObject({
      sqlState: '23514',
    });
    expect(await broken()).toEqual([]);
  });

  it('is accounted for by a limit that was lowered, also to what came later', async () => {
    const ledger = fixture.ledger();
    await fixture.makeBudgets([budget()]);
    const held = reservation();
    const hold = await ledger.reserve(held);
    const [{ id }] = (await fixture.query<{ id: string }>('SELECT id FROM budgets')) as [{ id: string }];
    await fixture.query(`SELECT budget_limit($1, 0.00001, '{}', to_timestamp($2::float8 / 1000))`, [
      id,
      NOON,
    ]);
    expect(await broken()).toEqual([]);
    await ledger.settle(hold, posting({}, 100, 4_000));
    expect(await broken()).toEqual([]);
  });
});
