import { FakeClock } from '@app/platform/testing';
import { Money, type PostedAttempt } from '@app/cost';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { BoundedLabels } from './bounded-labels.js';
import { ChatMetrics } from './chat-metrics.js';
import { CostRate } from './cost-rate.js';

const attempt = {
  kind: 'model',
  provider: 'openai',
  model: 'gpt-4o-mini',
  cost: Money.fromDecimal('0.03'),
  lines: [
    { meter: 'input_uncached', amount: Money.fromDecimal('0.01') },
    { meter: 'output', amount: Money.fromDecimal('0.02') },
    { meter: 'search_requests', amount: Money.fromDecimal('5') },
  ],
} as unknown as PostedAttempt;

function setUp() {
  const registers = [new Registry()];
  const help = 'help';
  const labelNames = ['provider', 'model'];
  const clock = new FakeClock();
  const metrics = new ChatMetrics(
    new Counter({ name: 'requests', help, labelNames: [...labelNames, 'status'], registers }),
    new Histogram({ name: 'duration', help, labelNames, registers }),
    new Gauge({ name: 'rate', help, registers }),
    new Counter({ name: 'costs', help, labelNames: [...labelNames, 'token_type'], registers }),
    clock,
  );
  return { metrics, clock, text: () => registers[0]!.metrics() };
}

describe(ChatMetrics.name, () => {
  const sample = { provider: 'openai', model: 'gpt-4o-mini', outcome: 'success', seconds: 0.2 } as const;

  it('counts requests by outcome, times them and adds up what tokens cost', async () => {
    const { metrics, text } = setUp();
    metrics.record({ ...sample, attempts: [attempt] });
    metrics.record({ ...sample, attempts: [attempt] });
    expect(await text()).toContain('requests{provider="openai",model="gpt-4o-mini",status="success"} 2');
    expect(await text()).toContain('duration_sum{provider="openai",model="gpt-4o-mini"} 0.4');
    expect(await text()).toContain('costs{provider="openai",model="gpt-4o-mini",token_type="output"} 0.04');
    expect(await text()).not.toContain('search_requests');
  });

  it('shows what is being spent, and no longer what was', async () => {
    const { metrics, clock, text } = setUp();
    metrics.record({ ...sample, attempts: [attempt, { ...attempt, kind: 'search', provider: 'brave' }] });
    metrics.refresh();
    expect(await text()).toContain('rate 0.72');
    await clock.advance(6 * 60_000);
    metrics.refresh();
    expect(await text()).toContain('rate 0\n');
  });
});

describe(CostRate.name, () => {
  it('keeps a handful of minutes however long it runs', () => {
    const rate = new CostRate();
    for (let minute = 0; minute < 1_000; minute++) rate.add(1, minute * 60_000);
    expect(rate.perHour(999 * 60_000)).toBe(60);
  });
});

describe(BoundedLabels.name, () => {
  it('does not let made-up names grow the metrics', () => {
    const labels = new BoundedLabels(2);
    expect(['a', 'b', 'c', 'a', 'd'].map((name) => labels.of(name))).toEqual([
      'a',
      'b',
      'other',
      'a',
      'other',
    ]);
  });
});
