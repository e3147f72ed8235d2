import { FaultRules } from './fault-rules.js';
import { FaultRuleError, parseFault, parseFaultRule } from './parse-fault.js';

const call = (
  message = 'hi',
  vendor = 'openai',
  model: string | null = 'm',
): { vendor: string; model: string | null; message: string } => ({
  vendor,
  model,
  message,
});

describe(parseFaultRule.name, () => {
  it('takes a rule with every field', () => {
    const rule = {
      match: { vendor: 'openai', model: 'm', message_contains: 'x', nth: 2 },
      times: 3,
      fault: {
        status: 429, headers: { 'retry-after': '1' }, body: null, delay_ms: 1, first_token_delay_ms: 1, chunk_delay_ms: 1,
        truncate_after_chunks: 1, malformed_after_chunks: 1, error_event_after_chunks: 1, stall_after_chunks: 1,
        reset_after_chunks: 0, omit_usage: true, usage_twice: true, output_tokens: 5,
      },
    }; // prettier-ignore
    expect(parseFaultRule(rule)).toEqual(rule);
  });

  it.each([
    [[], 'body'],
    [{}, 'fault'],
    [{ fault: {}, extra: 1 }, 'extra'],
    [{ fault: { statsu: 500 } }, 'fault.statsu'],
    [{ fault: { status: 42 } }, 'fault.status'],
    [{ fault: { delay_ms: -1 } }, 'fault.delay_ms'],
    [{ fault: { omit_usage: 'yes' } }, 'fault.omit_usage'],
    [{ fault: { headers: { 'x y': 'z' } } }, 'fault.headers'],
    [{ fault: { headers: { x: 'a\r\nb' } } }, 'fault.headers'],
    [{ match: { vendor: 'bing' }, fault: {} }, 'match.vendor'],
    [{ match: { model: '' }, fault: {} }, 'match.model'],
    [{ match: 7, fault: {} }, 'match'],
    [{ fault: {}, times: 0 }, 'times'],
  ])('refuses %j and names %s', (rule, field) => {
    expect(() => parseFaultRule(rule)).toThrow(expect.objectContaining({ field }) as FaultRuleError);
  });
});

describe(parseFault.name, () => {
  it('names a field without a path', () => {
    expect(() => parseFault({ nope: 1 })).toThrow('nope is unknown');
  });
});

describe(FaultRules.name, () => {
  it('strikes what it matches, for ever by default', () => {
    const rules = new FaultRules();
    rules.add({ match: { vendor: 'openai', model: 'm', message_contains: 'bad' }, fault: { status: 500 } });
    expect(rules.strike(call('a bad day'))).toEqual({ status: 500 });
    expect(rules.strike(call('a bad day'))).toEqual({ status: 500 });
    expect(rules.strike(call('a good day'))).toBeUndefined();
    expect(rules.strike(call('bad', 'anthropic'))).toBeUndefined();
    expect(rules.strike(call('bad', 'openai', 'n'))).toBeUndefined();
  });

  it('strikes the n-th call once, or from there on as often as it says', () => {
    const rules = new FaultRules();
    rules.add({ match: { nth: 2 }, fault: { status: 500 } });
    rules.add({ match: { nth: 3, vendor: 'openai' }, times: 2, fault: { status: 429 } });
    const statuses = [1, 2, 3, 4, 5].map(() => rules.strike(call())?.status);
    expect(statuses).toEqual([undefined, 500, 429, 429, undefined]);
  });

  it('counts times down and lets the next rule strike', () => {
    const rules = new FaultRules();
    rules.add({ match: {}, times: 1, fault: { status: 500 } });
    rules.add({ match: {}, fault: { status: 503 } });
    expect([1, 2, 3].map(() => rules.strike(call())?.status)).toEqual([500, 503, 503]);
    expect(rules.list()).toMatchObject([
      { rule_id: 'fault_1', matched: 3, fired: 1 },
      { rule_id: 'fault_2', matched: 3, fired: 2 },
    ]);
    rules.clear();
    expect(rules.list()).toEqual([]);
  });

  it('must not hold rules without end', () => {
    const rules = new FaultRules();
    for (let count = 0; count < 1_000; count++) rules.add({ match: {}, fault: {} });
    expect(() => rules.add({ match: {}, fault: {} })).toThrow(FaultRuleError);
  });
});
