import type { AppConfig } from '@app/platform';
import { FakeClock } from '@app/platform/testing';
import { Money, type PostedAttempt } from '@app/cost';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { PinoLogger } from 'nestjs-pino';
import { BoundedLabels } from './bounded-labels.js';
import { ChatMetrics } from './chat-metrics.js';
import { CostRate } from './cost-rate.js';
import { MetricsDigest } from './metrics-digest.js';

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
    for (const posted of [attempt, attempt]) {
      metrics.record(sample);
      metrics.recordCost(posted);
    }
    expect(await text()).toContain('requests{provider="openai",model="gpt-4o-mini",status="success"} 2');
    expect(await text()).toContain('duration_sum{provider="openai",model="gpt-4o-mini"} 0.4');
    expect(await text()).toContain('costs{provider="openai",model="gpt-4o-mini",token_type="output"} 0.04');
    expect(await text()).toContain('token_type="search_requests"} 10');
    expect(await metrics.digest()).toEqual({ chat_requests: 2, cost_rate_usd_per_hour: 0.72 });
  });

  it('shows what is being spent, and no longer what was', async () => {
    const { metrics, clock, text } = setUp();
    metrics.recordCost(attempt);
    metrics.recordCost({ ...attempt, kind: 'search', provider: 'brave' });
    metrics.refresh();
    expect(await text()).toContain('rate 0.72');
    await clock.advance(6 * 60_000);
    metrics.refresh();
    expect(await text()).toContain('rate 0\n');
  });
});

describe(MetricsDigest.name, () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  const digestOf = (exporter: 'console' | 'prometheus', chat_requests: () => number) => {
    const logger = { setContext: jest.fn(), info: jest.fn() };
    const metrics = {
      digest: () => Promise.resolve({ chat_requests: chat_requests(), cost_rate_usd_per_hour: 0 }),
    };
    const config = { metrics: { enabled: true, exporter, exportIntervalMs: 1_000 } } as AppConfig;
    const digest = new MetricsDigest(metrics as ChatMetrics, config, logger as unknown as PinoLogger);
    digest.onApplicationBootstrap();
    return { digest, logger };
  };

  it('is logged when there is something new, until the end', async () => {
    let requests = 1;
    const { digest, logger } = digestOf('console', () => requests);
    await jest.advanceTimersByTimeAsync(3_000);
    expect(logger.info).toHaveBeenCalledTimes(1);
    requests = 2;
    await jest.advanceTimersByTimeAsync(1_000);
    expect(logger.info).toHaveBeenLastCalledWith(
      { event: 'metrics_digest', metadata: { chat_requests: 2, cost_rate_usd_per_hour: 0 } },
      'Metrics',
    );
    digest.onApplicationShutdown();
    requests = 3;
    await jest.advanceTimersByTimeAsync(1_000);
    expect(logger.info).toHaveBeenCalledTimes(2);
  });

  it('is not logged where Prometheus reads', async () => {
    const { digest, logger } = digestOf('prometheus', () => 1);
    await jest.advanceTimersByTimeAsync(3_000);
    digest.onApplicationShutdown();
    expect(logger.info).not.toHaveBeenCalled();
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
