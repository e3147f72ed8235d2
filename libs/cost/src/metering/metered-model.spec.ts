import { Logger } from '@nestjs/common';
import { AppError } from '@app/platform';
import { FakeClock, SequentialIds } from '@app/platform/testing';
import {
  ChatModel,
  type CallProgress,
  type ModelEvent,
  type ModelRequest,
  NO_USAGE,
  ProviderError,
  type Usage,
} from '@app/providers';
import { MemoryLedger } from '../ledger/memory-ledger.js';
import { metered } from './metered-model.js';
import { Money } from '../money.js';
import { openAccount } from './open-account.js';
import { PriceBook } from '../prices/price-book.js';
import { O200kEstimate } from './token-estimate.js';

const START: ModelEvent = { type: 'model-start', id: 'x', model: 'gpt-4o-mini' };
const text = (delta: string): ModelEvent => ({ type: 'text-delta', delta });
const FINISH: ModelEvent = { type: 'finish', reason: 'stop', rawReason: 'stop' };
const report = (usage: Partial<Usage>, final = true): ModelEvent => ({
  type: 'usage',
  usage: { ...NO_USAGE, ...usage },
  final,
  raw: { from: 'vendor' },
});

/** Says what it is told, then throws `end` when there is one. */
class ScriptedModel extends ChatModel {
  readonly provider = 'sandbox';
  readonly requests: ModelRequest[] = [];
  onCall: () => void = () => {};

  constructor(
    private readonly events: readonly ModelEvent[],
    private readonly end?: Error,
    readonly vendor: 'openai' | 'anthropic' = 'openai',
    readonly model = vendor === 'openai' ? 'gpt-4o-mini' : 'claude-haiku-4-5',
  ) {
    super();
  }

  async *stream(request: ModelRequest): AsyncGenerator<ModelEvent> {
    this.requests.push(request);
    this.onCall();
    yield* this.events;
    if (this.end) throw this.end;
  }
}

const REQUEST: ModelRequest = {
  messages: [{ role: 'user', content: 'Why is the sky blue?' }],
  maxTokens: 50,
  deltas: true,
};
const FIRST = new SequentialIds().uuid();
const SECOND = FIRST.replace(/1$/, '2');
const PAYER = { organisation: 'acme', team: null, keyId: 'k', costCenter: null };

function setUp(model: ChatModel, ledger = new MemoryLedger()) {
  const meter = {
    ledger,
    prices: new PriceBook(),
    clock: new FakeClock(),
    ids: new SequentialIds(),
    estimate: new O200kEstimate(),
  };
  const account = openAccount('request-1', PAYER);
  return { ledger, account, model: metered(model, meter, account) };
}

async function drain(stream: AsyncIterable<ModelEvent>, leaveAfter = Infinity): Promise<ModelEvent[]> {
  const seen: ModelEvent[] = [];
  for await (const event of stream) {
    seen.push(event);
    if (seen.length >= leaveAfter) break;
  }
  return seen;
}

const failure = (progress: CallProgress) =>
  new ProviderError('provider-failed', 'failed', 'The provider failed.', {
    provider: 'sandbox',
    model: 'gpt-4o-mini',
    progress,
    retryable: false,
  });

describe(metered.name, () => {
  it('passes everything on under the names of the model it wraps', async () => {
    const events = [START, text('Hi'), report({ inputUncached: 5, output: 1 }), FINISH];
    const { model } = setUp(new ScriptedModel(events));
    expect(model).toMatchObject({ provider: 'sandbox', vendor: 'openai', model: 'gpt-4o-mini' });
    expect(await drain(model.stream(REQUEST))).toEqual(events);
  });

  it('reserves before the vendor is called and names the attempt to it', async () => {
    const inner = new ScriptedModel([START, report({ output: 1 }), FINISH]);
    const { model, ledger } = setUp(inner);
    inner.onCall = () => expect(ledger.entries.has(FIRST)).toBe(true);
    await drain(model.stream(REQUEST));
    expect(inner.requests).toEqual([{ ...REQUEST, attemptId: FIRST }]);
  });

  it('does nothing before the first event is asked for', () => {
    const { model, ledger } = setUp(new ScriptedModel([]));
    model.stream(REQUEST);
    expect(ledger.entries.size).toBe(0);
  });

  it("posts the vendor's final usage, exactly, to ledger and account", async () => {
    const usage = { inputUncached: 10, inputCacheRead: 4, output: 7, reasoning: 3 };
    const { model, ledger, account } = setUp(new ScriptedModel([START, text('a'), report(usage), FINISH]));
    await drain(model.stream(REQUEST));
    const cost = Money.fromDecimal('0.000006'); // 10 × 0.15 + 4 × 0.075 + 7 × 0.60 USD a million
    expect(account.total).toEqual(cost);
    expect(account.attempts).toMatchObject([{ attemptId: FIRST, outcome: 'settled', cost }]);
    expect(ledger.entries.get(FIRST)?.posting).toMatchObject({
      basis: 'exact',
      rawUsage: { from: 'vendor' },
      cost,
    });
  });

  it.each([
    ['o3', [START], 'unknown'],
    ['gpt-5-mini', [START], 'unknown'],
    ['gpt-5-mini', [START, text('Hi')], 'unknown'],
    ['gpt-4o-mini', [START], 'estimated'],
  ])('must not post unseen reasoning as free: %s after %j is %s', async (name, events, basis) => {
    const { model, ledger } = setUp(new ScriptedModel(events, failure('cut'), 'openai', name));
    await expect(drain(model.stream(REQUEST))).rejects.toThrow('failed');
    const { posting, reservation } = ledger.entries.get(FIRST)!;
    expect(posting?.basis).toBe(basis);
    expect(posting?.cost.compare(reservation.amount) === 0).toBe(basis === 'unknown');
  });

  it('takes the last of two usages', async () => {
    const twice = [START, report({ output: 5 }), report({ output: 9 }), FINISH];
    const { model, account } = setUp(new ScriptedModel(twice));
    await drain(model.stream(REQUEST));
    expect(account.attempts[0]?.usage.output).toBe(9);
  });

  it('gives every stream an attempt of its own', async () => {
    const { model, account } = setUp(new ScriptedModel([START, report({ output: 1 }), FINISH]));
    await drain(model.stream(REQUEST));
    await drain(model.stream(REQUEST));
    expect(account.attempts.map(({ attemptId }) => attemptId)).toEqual([FIRST, SECOND]);
  });

  it.each([
    ['not-sent', 'voided', 'exact'],
    ['refused', 'voided', 'exact'],
    ['failed', 'voided', 'estimated'],
  ] as const)('posts nothing when the call was %s', async (progress, outcome, basis) => {
    const { model, ledger, account } = setUp(new ScriptedModel([], failure(progress)));
    await expect(drain(model.stream(REQUEST))).rejects.toThrow('The provider failed.');
    expect(ledger.entries.get(FIRST)?.posting).toMatchObject({ outcome, basis, lines: [] });
    expect(account.total).toEqual(Money.ZERO);
    expect(ledger.reserved()).toEqual(Money.ZERO);
  });

  it.each([
    ['nobody answered', failure('unanswered')],
    ['the caller aborted before an answer', new Error('aborted')],
  ])('posts the full hold when %s', async (_, end) => {
    const { model, ledger, account } = setUp(new ScriptedModel([], end));
    await expect(drain(model.stream(REQUEST))).rejects.toBe(end);
    const entry = ledger.entries.get(FIRST);
    expect(entry?.posting).toMatchObject({ outcome: 'unknown', basis: 'unknown' });
    expect(account.total).toEqual(entry?.reservation.amount);
  });

  it('posts the full hold when a stream ends without a word', async () => {
    const { model, account } = setUp(new ScriptedModel([]));
    await drain(model.stream(REQUEST));
    expect(account.attempts[0]?.outcome).toBe('unknown');
  });

  it.each([
    ['the vendor cuts it', failure('cut')],
    ['the caller aborts', new Error('aborted')],
  ])("keeps Anthropic's exact input and counts what arrived when %s", async (_, end) => {
    const events = [
      START,
      report({ inputUncached: 20, output: 1 }, false),
      text('Because of'),
      text(' Rayleigh scattering'),
    ];
    const { model, account, ledger } = setUp(new ScriptedModel(events, end, 'anthropic'));
    await expect(drain(model.stream(REQUEST))).rejects.toBe(end);
    expect(account.attempts[0]?.usage).toEqual({ ...NO_USAGE, inputUncached: 20, output: 5 });
    expect(ledger.entries.get(FIRST)?.posting?.lines.map(({ basis }) => basis)).toEqual([
      'estimated',
      'estimated',
    ]);
  });

  it('counts input and output when OpenAI is cut, framed as the vendor frames them', async () => {
    const { model, account } = setUp(
      new ScriptedModel([START, text('Because of'), text(' Rayleigh scattering')], failure('cut')),
    );
    await expect(drain(model.stream({ ...REQUEST, system: 'Be brief.' }))).rejects.toThrow(AppError);
    // "Be brief." is 3 tokens, the question 6, two messages are framed by 4 each, and 3 prime the answer.
    expect(account.attempts[0]?.usage).toEqual({ ...NO_USAGE, inputUncached: 3 + 6 + 2 * 4 + 3, output: 5 });
  });

  it('counts when the vendor ends without telling its usage', async () => {
    const { model, account } = setUp(new ScriptedModel([START, text('Because'), FINISH]));
    await drain(model.stream(REQUEST));
    expect(account.attempts[0]).toMatchObject({
      outcome: 'settled',
      lines: [{ basis: 'estimated' }, { basis: 'estimated' }],
    });
  });

  it('counts, and keeps the raw word, where the vendor tells a usage that is none', async () => {
    const early = report({ inputUncached: 20, output: 1 }, false);
    const nonsense: ModelEvent = { type: 'usage', usage: null, final: true, raw: { output_tokens: '12' } };
    const { model, account, ledger } = setUp(
      new ScriptedModel([START, early, text('Because'), nonsense, FINISH]),
    );
    await drain(model.stream(REQUEST));
    expect(account.attempts[0]).toMatchObject({
      usage: { inputUncached: 20, output: 1 },
      lines: [{ basis: 'estimated' }, { basis: 'estimated' }],
    });
    expect(ledger.entries.get(FIRST)?.posting?.rawUsage).toEqual({ output_tokens: '12' });
  });

  it.each([1.5, '12', 1e30, -3, Number.NaN])(
    'must not leak the hold of a call whose usage cannot be priced: %j',
    async (output) => {
      const fault = jest.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
      const { model, account, ledger } = setUp(
        new ScriptedModel([START, text('Because'), report({ output: output as number }), FINISH]),
      );
      await expect(drain(model.stream(REQUEST))).resolves.toHaveLength(4);
      expect(account.attempts).toMatchObject([
        { outcome: 'unknown', lines: [{ basis: 'unknown' }, { basis: 'unknown' }] },
      ]);
      expect(account.total.pico).toBeGreaterThan(0n);
      expect(ledger.reserved()).toEqual(Money.ZERO);
      expect(fault).toHaveBeenCalledWith(
        expect.objectContaining({ request_id: 'request-1', error: expect.any(RangeError) }),
      );
    },
  );

  it('must not hide why a call broke off behind a fault of the count', async () => {
    jest.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
    const end = failure('cut');
    const { model, account } = setUp(new ScriptedModel([START, report({ output: 0.5 })], end));
    await expect(drain(model.stream(REQUEST))).rejects.toBe(end);
    expect(account.attempts).toMatchObject([{ outcome: 'unknown' }]);
  });

  it('posts once when the reader leaves early', async () => {
    const { model, account, ledger } = setUp(
      new ScriptedModel([START, text('Because'), text(' of'), FINISH]),
    );
    await drain(model.stream(REQUEST), 2);
    expect(account.attempts).toHaveLength(1);
    expect(account.attempts[0]?.usage.output).toBe(1);
    expect(ledger.reserved()).toEqual(Money.ZERO);
  });

  it('takes the final usage even when the connection breaks after it', async () => {
    const { model, account } = setUp(new ScriptedModel([START, report({ output: 9 })], failure('cut')));
    await expect(drain(model.stream(REQUEST))).rejects.toThrow('The provider failed.');
    expect(account.attempts[0]).toMatchObject({ usage: { output: 9 }, lines: [{ basis: 'exact' }] });
  });

  it('must not call the vendor when no price is known', async () => {
    const inner = new ScriptedModel([START], undefined, 'openai', 'llama-9');
    const { model } = setUp(inner);
    await expect(drain(model.stream(REQUEST))).rejects.toMatchObject({
      kind: 'unprocessable',
      code: 'unpriced-model',
    });
    expect(inner.requests).toEqual([]);
  });

  it('must not call the vendor when the ledger cannot be reached', async () => {
    const inner = new ScriptedModel([START]);
    const { model, ledger } = setUp(inner);
    ledger.down = true;
    await expect(drain(model.stream(REQUEST))).rejects.toMatchObject({ kind: 'service-unavailable' });
    expect(inner.requests).toEqual([]);
  });

  it('must not reserve for a caller who has left already', async () => {
    const { model, ledger } = setUp(new ScriptedModel([START]));
    const reason = new Error('gone');
    await expect(drain(model.stream({ ...REQUEST, signal: AbortSignal.abort(reason) }))).rejects.toBe(reason);
    expect(ledger.entries.size).toBe(0);
  });

  it('voids the hold of a caller who leaves while it is reserved', async () => {
    const inner = new ScriptedModel([START]);
    const { model, ledger, account } = setUp(inner);
    const caller = new AbortController();
    const stream = drain(model.stream({ ...REQUEST, signal: caller.signal }));
    caller.abort(new Error('gone'));
    await expect(stream).rejects.toThrow('gone');
    expect(inner.requests).toEqual([]);
    expect(ledger.reserved()).toEqual(Money.ZERO);
    expect(account.attempts).toMatchObject([{ outcome: 'voided' }]);
  });
});
