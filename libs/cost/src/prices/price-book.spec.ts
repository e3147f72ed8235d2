import { Money } from '../money.js';
import { PriceBook } from './price-book.js';
import { parsePriceOverrides } from './parse-price-overrides.js';
import type { PriceOverride } from './price-overrides.js';
import { ratesFor } from './model-price.js';

const NOW = Date.parse('2026-11-22T00:00:00Z');
const perMillion = (usd: string) => Money.fromDecimal(usd, 1_000_000);

const contract = (over: Partial<PriceOverride> = {}): PriceOverride => ({
  provider: 'openai',
  model: 'gpt-4o-mini',
  effective_from: '2026-06-01',
  recorded_at: '2026-05-20T09:00:00Z',
  input_per_mtok: '0.10',
  output_per_mtok: '0.40',
  ...over,
});

/** What is left of an entry without its token prices. */
const FEE_ALONE = { input_per_mtok: undefined, output_per_mtok: undefined };

describe(PriceBook.name, () => {
  it('has the list price of a model, dated names included', () => {
    const { base } = new PriceBook().priceOf('openai', 'gpt-4o-mini-2024-07-18', NOW);
    expect(base).toMatchObject({
      input_uncached: perMillion('0.15'),
      input_cache_read: perMillion('0.075'),
      output: perMillion('0.6'),
      search_requests: Money.fromDecimal('0.01'),
    });
  });

  it("has Anthropic's cache writes of five minutes and of an hour", () => {
    const { base } = new PriceBook().priceOf('anthropic', 'claude-sonnet-4-5', NOW);
    expect(base).toMatchObject({
      input_cache_read: perMillion('0.3'),
      input_cache_write_5m: perMillion('3.75'),
      input_cache_write_1h: perMillion('6'),
    });
  });

  it('takes what was in force at the time', () => {
    const book = new PriceBook();
    const outputAt = (day: string) => book.priceOf('openai', 'gpt-5.6-sol', Date.parse(day)).base.output;
    expect(outputAt('2026-08-20T23:59:59Z')).toEqual(perMillion('30'));
    expect(outputAt('2026-08-21T00:00:00Z')).toEqual(perMillion('20'));
    expect(outputAt('2026-08-20T23:59:59Z')).toEqual(perMillion('30'));
  });

  it('bills the whole request at the long-context rates above the border', () => {
    const price = new PriceBook().priceOf('openai', 'gpt-5.4', NOW);
    expect(ratesFor(price, 271_999)).toMatchObject({
      input_uncached: perMillion('2.5'),
      output: perMillion('15'),
    });
    expect(ratesFor(price, 272_000)).toMatchObject({
      input_uncached: perMillion('5'),
      output: perMillion('22.5'),
    });
  });

  it.each([
    ['openai', 'gpt-9000'],
    ['openai', ''],
    ['nobody', 'gpt-4o-mini'],
  ])('must not let a model without a price be free: %s %s', (vendor, model) => {
    expect(() => new PriceBook().priceOf(vendor, model, NOW)).toThrow(
      expect.objectContaining({
        kind: 'unprocessable',
        code: 'unpriced-model',
        errors: [expect.objectContaining({ field: 'options.model' })],
      }),
    );
  });

  it('must not price an engine it does not know as free', () => {
    expect(() => new PriceBook().searchPriceOf('altavista', NOW)).toThrow(
      expect.objectContaining({ code: 'unpriced-search' }),
    );
    expect(new PriceBook().searchPriceOf('searxng', NOW).base.search_requests).toEqual(Money.ZERO);
    expect(new PriceBook().searchPriceOf('brave', NOW).base.search_requests).toEqual(
      Money.fromDecimal('0.005'),
    );
  });

  it.each(['openai', 'anthropic', 'ollama'])(
    'must not let a search fee of %s make its models free',
    (provider) => {
      const fee = { ...contract(FEE_ALONE), provider, search_per_thousand: '7' };
      const models = (book: PriceBook) => book.models(provider, NOW);
      for (const override of [{ ...fee, model: undefined }, { ...fee, model: 'search' }, fee]) {
        const book = new PriceBook([override]);
        expect(models(book)).toEqual(models(new PriceBook()));
        for (const name of ['search', 'gpt-9000'])
          expect(() => book.priceOf(provider, name, NOW)).toThrow(
            expect.objectContaining({ code: 'unpriced-model' }),
          );
      }
    },
  );

  it('takes our own search fee, also where a model is asked for the search', () => {
    const book = new PriceBook([
      contract({ ...FEE_ALONE, model: undefined, search_per_thousand: '7', page_fetch_per_thousand: '1' }),
    ]);
    const fees = { search_requests: Money.fromDecimal('0.007'), page_fetches: Money.fromDecimal('0.001') };
    expect(book.searchPriceOf('openai', NOW).base).toEqual(fees);
    expect(book.searchPriceOf('openai', NOW, 'gpt-4o-mini').base).toMatchObject({
      ...fees,
      output: perMillion('0.6'),
    });
    expect(() => book.searchPriceOf('openai', NOW, 'gpt-9000')).toThrow(
      expect.objectContaining({ code: 'unpriced-model' }),
    );
    // A price of models says nothing of searches.
    expect(
      new PriceBook([contract({ provider: 'tavily', model: undefined })]).searchPriceOf('tavily', NOW).base
        .search_requests,
    ).toEqual(Money.fromDecimal('0.008'));
  });

  it('keeps the search fee of its entry in a tier that names none', () => {
    const tiers = [{ above_input_tokens: 10, input_per_mtok: '2', output_per_mtok: '2' }];
    const price = new PriceBook([contract({ search_per_thousand: '30', tiers })]).priceOf(
      'openai',
      'gpt-4o-mini',
      NOW,
    );
    expect(ratesFor(price, 11).search_requests).toEqual(Money.fromDecimal('0.03'));
  });

  it.each([
    ['openai', 'gpt-4o-mini', 'gpt-4o-mini'],
    ['openai', 'gpt-4o-mini-2024-07-18', 'gpt-4o-mini'],
    ['anthropic', 'claude-haiku-4-5-latest', 'claude-haiku-4-5'],
    ['anthropic', 'claude-haiku-4-5-20310101', 'claude-haiku-4-5'],
    // Priced by entries of their own, and all the same names of the model.
    ['openai', 'gpt-4o-2024-05-13', 'gpt-4o'],
    ['openai', 'gpt-3.5-turbo-1106', 'gpt-3.5-turbo'],
    ['openai', 'gpt-4-0613', 'gpt-4'],
    ['openai', 'gpt-5-4', 'gpt-5.4'],
    ['anthropic', 'claude-haiku-4-5-20251001', 'claude-haiku-4-5'],
    ['anthropic', 'claude-4.5-haiku-latest', 'claude-haiku-4-5'],
    ['anthropic', 'claude-sonnet-4-20250514', 'claude-sonnet-4-0'],
    ['openai', 'House-2', 'House-2'],
    ['openai', 'House-2-latest', 'House-2'],
    ['openai', 'House-1024', 'House-1024'],
  ])('knows whose name it is: %s %s is of %s', (vendor, model, listedModel) => {
    const house = { model: undefined, model_prefix: 'House-' };
    for (const own of [[], [{ model }], [{ model: undefined, model_prefix: 'gpt' }]]) {
      const book = new PriceBook([contract(house), ...own.map((over) => contract(over))]);
      expect(book.priceOf(vendor, model, NOW).listedModel).toBe(listedModel);
      expect(book.budgetNameOf(vendor, model)).toBe(
        /\d{4}$/.test(model) || /-\d{2}$/.test(model) ? model : listedModel,
      );
    }
  });

  it('puts our own price above the list from its day on', () => {
    const book = new PriceBook([contract()]);
    expect(book.priceOf('openai', 'gpt-4o-mini', Date.parse('2026-05-31')).base.output).toEqual(
      perMillion('0.6'),
    );
    expect(book.priceOf('openai', 'gpt-4o-mini', NOW).base.output).toEqual(perMillion('0.4'));
    expect(book.priceOf('openai', 'gpt-4o', NOW).version).toMatch(/^list\/openai\/gpt-4o@/);
  });

  it('takes the exact name before a prefix, the longer prefix before a shorter, the later record before an earlier', () => {
    const book = new PriceBook([
      contract({ model: undefined, model_prefix: 'gpt', output_per_mtok: '1' }),
      contract({ model: undefined, model_prefix: 'gpt-4o', output_per_mtok: '2' }),
      contract({ output_per_mtok: '3' }),
      contract({ output_per_mtok: '4', recorded_at: '2026-05-21T09:00:00Z' }),
      contract({ provider: 'ollama', model: undefined, output_per_mtok: 0, input_per_mtok: 0 }),
    ]);
    const output = (model: string) => book.priceOf('openai', model, NOW).base.output;
    expect(output('gpt-9')).toEqual(perMillion('1'));
    expect(output('gpt-4o-next')).toEqual(perMillion('2'));
    expect(output('gpt-4o-mini')).toEqual(perMillion('4'));
    expect(book.priceOf('ollama', 'llama-9', NOW)).toMatchObject({
      model: 'llama-9',
      base: { output: Money.ZERO },
    });
  });

  it('names the same numbers by the same version, and others by another', () => {
    const version = (over: Partial<PriceOverride>) =>
      new PriceBook([contract(over)]).priceOf('openai', 'gpt-4o-mini', NOW).version;
    expect(version({})).toBe(version({}));
    expect(version({})).not.toBe(version({ output_per_mtok: '0.41' }));
    expect(version({})).toMatch(/^own\/openai\/gpt-4o-mini@2026-06-01#[0-9a-f]{12}$/);
  });

  it('lists the priced models of a vendor, ours among them', () => {
    const names = new PriceBook([contract({ model: 'house-model' })])
      .models('openai', NOW)
      .map(({ model }) => model);
    expect(names).toEqual(expect.arrayContaining(['gpt-4o-mini', 'gpt-5.4', 'house-model']));
    expect(names).not.toContain('search');
    expect(names).not.toContain('text-embedding-3-small');
    expect(names).toEqual([...names].sort());
  });

  it('must not grow with the names clients make up', () => {
    const book = new PriceBook([contract({ model: undefined, model_prefix: 'x' })]);
    for (let index = 0; index < 5_000; index += 1) book.priceOf('openai', `x${index}`, NOW);
    expect(Reflect.get(book, 'spans').size).toBeLessThanOrEqual(2_000);
  });
});

describe(parsePriceOverrides.name, () => {
  const parse = (...prices: unknown[]) => parsePriceOverrides(JSON.stringify({ prices }));

  it('reads contract prices, tiers and fees', () => {
    const tiers = [{ above_input_tokens: 1_000, input_per_mtok: '2', output_per_mtok: '2' }];
    const [first] = parse(contract({ tiers, cache_write_1h_per_mtok: '9', page_fetch_per_thousand: 1 }));
    const price = new PriceBook([first!]).priceOf('openai', 'gpt-4o-mini', NOW);
    expect(ratesFor(price, 1_001).output).toEqual(perMillion('2'));
    expect(price.base).toMatchObject({
      input_cache_write_1h: perMillion('9'),
      page_fetches: Money.fromDecimal('0.001'),
    });
  });

  it.each([
    ['no list', '{}', 'a list "prices"'],
    ['an array', '[]', 'a list "prices"'],
    ['no object', '{"prices":[1]}', 'prices[0] is not an object'],
  ])('refuses %s', (_, text, message) => {
    expect(() => parsePriceOverrides(text)).toThrow(message);
  });

  it.each([
    ['no provider', { provider: undefined }, 'prices[0].provider'],
    ['no day', { effective_from: 'soon' }, 'prices[0].effective_from'],
    ['no record', { recorded_at: undefined }, 'prices[0].recorded_at'],
    ['a misspelt field', { ouput_per_mtok: '1' }, 'prices[0].ouput_per_mtok is not a field'],
    ['an input price alone', { output_per_mtok: undefined }, 'needs both'],
    ['no price at all', { input_per_mtok: undefined, output_per_mtok: undefined }, 'has no price'],
    ['an output price alone', { input_per_mtok: undefined }, 'needs both'],
    [
      'a cache price alone',
      { input_per_mtok: undefined, output_per_mtok: undefined, cache_read_per_mtok: 1 },
      'needs both',
    ],
    [
      'a tier that prices searches alone',
      { tiers: [{ above_input_tokens: 1, search_per_thousand: 8 }] },
      'prices[0].tiers[0] needs both',
    ],
    ['a tier without prices', { tiers: [{ above_input_tokens: 1 }] }, 'prices[0].tiers[0] needs both'],
    ['tiers that are no list', { tiers: {} }, 'prices[0].tiers is not a list'],
    ['a model without a name', { model: '' }, 'prices[0].model must be a name'],
    ['a model that is none', { model: null }, 'prices[0].model must be a name'],
    ['two ways to say for what', { model_prefix: 'gpt' }, 'both model and model_prefix'],
    ['a search fee of a model', { ...FEE_ALONE, search_per_thousand: 8 }, 'is for no model'],
    [
      'a search fee of a prefix',
      { ...FEE_ALONE, model: undefined, model_prefix: 'gpt', search_per_thousand: 8 },
      'is for no model',
    ],
    [
      'tiers of a search fee',
      { ...FEE_ALONE, model: undefined, search_per_thousand: 8, tiers: [] },
      'prices[0].tiers need',
    ],
    ['a page fee alone', { ...FEE_ALONE, model: undefined, page_fetch_per_thousand: 8 }, 'has no price'],
    ['a negative price', { input_per_mtok: '-1' }, 'input_per_mtok is negative'],
    ['an object for a price', { input_per_mtok: {} }, 'not a decimal'],
    ['a tier that is none', { tiers: [1] }, 'prices[0].tiers[0] is not an object'],
    ['a tier without a border', { tiers: [{ input_per_mtok: 1, output_per_mtok: 1 }] }, 'above_input_tokens'],
    ['a misspelt tier', { tiers: [{ above_input_tokens: 1, input: 1 }] }, 'tiers[0].input is not a field'],
  ])('refuses %s and says where', (_, over, message) => {
    expect(() => parse({ ...contract(), ...over })).toThrow(message);
  });

  describe('names', () => {
    const hosted = parsePriceOverrides(
      JSON.stringify({
        prices: [
          { ...contract({ model: 'Llama-3:70B' }) },
          { ...contract({ model: undefined, model_prefix: 'Qwen-' }) },
        ],
      }),
    );

    it.each([
      ['openai', 'gpt-4o', 'gpt-4o'],
      ['openai', 'GPT-4o', 'gpt-4o'],
      ['openai', 'gpt-4o-2024-08-06', 'gpt-4o-2024-08-06'],
      ['openai', 'GPT-6-Sol-2026-09-01', 'gpt-6-sol-2026-09-01'],
      ['anthropic', 'claude-haiku-4-5', 'claude-haiku-4-5'],
      ['anthropic', 'Claude-Haiku-4-5-20251001', 'claude-haiku-4-5-20251001'],
      ['anthropic', 'claude-sonnet-4-20250514', 'claude-sonnet-4-20250514'],
      ['openai', 'Llama-3:70B', 'Llama-3:70B'],
      ['openai', 'Qwen-3-Next', 'Qwen-3-Next'],
    ])('have one form: %s %s is %s', (vendor, model, name) => {
      const book = new PriceBook(hosted);
      expect([book.nameOf(vendor, model), book.nameOf(vendor, model)]).toEqual([name, name]);
    });

    it('fall under one entry of the list, whatever date they bear or a caller has made up', () => {
      const book = new PriceBook(hosted);
      const at = Date.UTC(2026, 10, 1);
      const entry = (vendor: string, model: string) => book.entryOf(vendor, model, at);
      expect(entry('anthropic', 'claude-haiku-4-5-20330101')).toBe(entry('anthropic', 'claude-haiku-4-5'));
      expect(() => book.priceOf('openai', 'gpt-4o-2033-01-01', at)).toThrow('No price is known');
      expect(entry('openai', 'gpt-4o')).not.toBe(entry('openai', 'gpt-4o-mini'));
      expect(entry('openai', 'nothing-like-it')).toBe('nothing-like-it');
    });

    it.each([
      ['anthropic', 'claude-haiku-4-5-zzz'],
      ['anthropic', 'claude-haiku-4.5-x'],
      ['openai', 'gpt-4o-mini-2024-07-18.ft-'],
      ['openai', 'gpt-4o-mini-tts'],
      ['openai', 'gpt-realtime'],
      ['openai', 'gpt-image-1'],
      ['openai', 'text-embedding-3-small'],
      ['openai', 'davinci'],
      ['openai', 'gpt-5-codex'],
      ['openai', 'gpt-5.4-pro-2026-03-05'],
      ['openai', 'llama-3:70b'],
      ['openai', 'search'],
      ['brave', 'search'],
    ])('must not be made up by a client: %s %s', (vendor, model) => {
      expect(new PriceBook(hosted).nameOf(vendor, model)).toBeNull();
    });

    it('of chat models alone are listed, each a name that can be asked for', () => {
      const book = new PriceBook(hosted);
      for (const vendor of ['openai', 'anthropic']) {
        const listed = book.models(vendor, NOW).map(({ model }) => model);
        expect(listed.map((model) => book.nameOf(vendor, model))).toEqual(listed);
        expect(
          listed.filter((model) =>
            /image|tts|audio|realtime|embed|davinci|ft[:-]|-$|codex|instruct/.test(model),
          ),
        ).toEqual([]);
        expect(listed.length).toBeGreaterThan(10);
      }
      expect(book.models('openai', NOW).map(({ model }) => model)).toEqual(
        expect.arrayContaining(['Llama-3:70B', 'gpt-4o', 'gpt-4o-mini', 'gpt-5.4', 'o3']),
      );
    });

    it('must not fill the memory with what clients write', () => {
      const book = new PriceBook(
        parsePriceOverrides(JSON.stringify({ prices: [contract({ model: undefined })] })),
      );
      for (let count = 0; count < 5_000; count++) book.nameOf('openai', `Model-${count}`);
      expect((book as unknown as { names: Map<string, string> }).names.size).toBeLessThanOrEqual(2_000);
    });
  });
});
