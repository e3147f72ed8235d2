import { SystemClock } from '@app/platform';
import { FakeClock } from '@app/platform/testing';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { FakeFork } from './fake-fork.contract.js';
import { FleetMetrics } from './fleet-metrics.js';
import type { Snapshot } from './messages.js';
import { WorkerProcess } from './worker-process.js';

/** A worker that has counted `value`; false: it says nothing. */
function worker(id: number, value: number, metricsOf: () => FleetMetrics, answers = true): WorkerProcess {
  const registers = [new Registry()];
  new Counter({ name: 'requests_total', help: 'x', registers }).inc(value);
  new Gauge({ name: 'chatbot_budget_used_usd', help: 'x', registers }).set(value);
  new Gauge({ name: 'chatbot_circuit_breaker_state', help: 'x', registers }).set(Math.min(value, 2));
  new Gauge({ name: 'chatbot_circuit_breaker_open_callers', help: 'x', registers }).set(value);
  new Gauge({ name: 'running', help: 'x', registers }).set(value);
  new Histogram({ name: 'seconds', help: 'x', buckets: [1], registers }).observe(value);
  const fork = new FakeFork(id);
  fork.onTold = (message) => {
    if (message.type !== 'read-metrics' || !answers) return;
    void registers[0]!.getMetricsAsJSON().then((snapshot) => {
      metricsOf().hear(id, {
        type: 'metrics-read',
        ask: message.ask,
        snapshot: snapshot as unknown as Snapshot,
      });
    });
  };
  return new WorkerProcess(fork, () => undefined, new SystemClock());
}

describe(FleetMetrics.name, () => {
  it('adds up what each has counted, and takes once what all read in the same place', async () => {
    const metrics: FleetMetrics = new FleetMetrics(new FakeClock(), () => workers);
    const workers = [worker(1, 2, () => metrics), worker(2, 3, () => metrics)];
    const text = await metrics.scrape();
    for (const line of ['requests_total 5', 'running 5', 'chatbot_budget_used_usd 3', 'seconds_count 2'])
      expect(text).toContain(line);
  });

  it('must not add up the states of breakers, nor callers whom each knows', async () => {
    const metrics: FleetMetrics = new FleetMetrics(new FakeClock(), () => workers);
    const workers = [worker(1, 2, () => metrics), worker(2, 1, () => metrics)];
    const text = await metrics.scrape();
    for (const name of ['state', 'open_callers']) expect(text).toContain(`chatbot_circuit_breaker_${name} 2`);
  });

  it('must not count backwards when a worker has ended', async () => {
    const metrics: FleetMetrics = new FleetMetrics(new FakeClock(), () => workers);
    const workers = [worker(1, 2, () => metrics), worker(2, 3, () => metrics)];
    await metrics.scrape();
    for (const gone of [2, 99]) metrics.forget(gone);
    workers.pop();
    workers.push(worker(3, 10, () => metrics));
    for (let scrape = 0; scrape < 2; scrape += 1) {
      const text = await metrics.scrape();
      for (const line of ['requests_total 15', 'running 12', 'seconds_count 3']) expect(text).toContain(line);
    }
  });

  it('does not wait for a worker that says nothing', async () => {
    const clock = new FakeClock();
    const metrics: FleetMetrics = new FleetMetrics(clock, () => workers);
    const workers = [worker(1, 2, () => metrics), worker(2, 3, () => metrics, false)];
    const scraping = metrics.scrape();
    expect(metrics.scrape()).toBe(scraping);
    await clock.advance(2_000);
    expect(await scraping).toContain('requests_total 2');
  });
});
