import type { Circuits, CircuitState, ResilienceEvent } from '@app/providers';
import { Counter, Gauge, Registry } from 'prom-client';
import type { Admission } from '../lifecycle/admission.js';
import { ResilienceMetrics } from './resilience-metrics.js';

function setUp(phases: readonly CircuitState['phase'][], openForCallers = 0) {
  const registers = [new Registry()];
  const counter = (name: string, ...labelNames: string[]) =>
    new Counter({ name, help: 'help', labelNames, registers });
  let listener: (event: ResilienceEvent) => void = () => undefined;
  const circuits = {
    list: () =>
      phases.map((phase, index) => ({ provider: 'openai', model: `m${index}`, phase, openForCallers })),
    onEvent: (given: typeof listener) => (listener = given),
  } as unknown as Circuits;
  const gauge = (name: string) =>
    new Gauge({ name, help: 'help', labelNames: ['provider', 'model'], registers });
  const metrics = new ResilienceMetrics(
    gauge('state'),
    gauge('open_callers'),
    counter('retries', 'provider', 'model', 'code'),
    counter('fallbacks', 'provider', 'model', 'code'),
    counter('refusals', 'provider', 'model'),
    counter('all_down'),
    new Gauge({ name: 'in_flight', help: 'help', registers }),
    new Gauge({ name: 'shed', help: 'help', registers }),
    circuits,
    { inFlight: 3, refused: 4 } as Admission,
  );
  return { metrics, tell: (event: ResilienceEvent) => listener(event), text: () => registers[0]!.metrics() };
}

describe(ResilienceMetrics.name, () => {
  it('shows each breaker as a number, off as closed', async () => {
    const { metrics, text } = setUp(['closed', 'half-open', 'open', 'off']);
    metrics.refresh();
    expect(await text()).toMatch(/in_flight 3[^]*shed 4/);
    for (const [model, value] of ['0', '1', '2', '0'].entries())
      expect(await text()).toContain(`state{provider="openai",model="m${model}"} ${value}`);
  });

  it('must not show a breaker as closed and nothing else while it is open for callers', async () => {
    const { metrics, text } = setUp(['closed'], 3);
    metrics.refresh();
    expect(await text()).toContain('state{provider="openai",model="m0"} 0');
    expect(await text()).toContain('open_callers{provider="openai",model="m0"} 3');
  });

  it('must not hide an open breaker behind those it shares a label with', async () => {
    const { metrics, text } = setUp([...Array<'closed'>(64).fill('closed'), 'open', 'half-open', 'closed']);
    metrics.refresh();
    expect(await text()).toContain('state{provider="openai",model="other"} 2');
  });

  it('must not let invented names of models take the labels of breakers', async () => {
    const { metrics, tell, text } = setUp(['open']);
    for (let count = 0; count < 100; count += 1)
      tell({ type: 'refused', provider: 'openai', model: `gpt-${count}`, retryAfterMs: 5 });
    metrics.refresh();
    expect(await text()).toContain('state{provider="openai",model="m0"} 2');
  });

  it('counts retries, fallbacks, refusals and outages', async () => {
    const { tell, text } = setUp([]);
    const about = { provider: 'openai', model: 'm' };
    tell({ type: 'retry', ...about, attempt: 1, waitMs: 5, code: 'overloaded' });
    tell({ type: 'gave-up', ...about, attempt: 3, reason: 'attempts-spent', code: 'overloaded' });
    tell({ type: 'fallback', ...about, to: about, code: 'overloaded' });
    tell({ type: 'refused', ...about, retryAfterMs: 5 });
    tell({ type: 'all-down', ...about, retryAfterMs: 5 });
    const labels = 'provider="openai",model="m"';
    expect(await text()).toContain(`retries{${labels},code="overloaded"} 1`);
    expect(await text()).toContain(`fallbacks{${labels},code="overloaded"} 1`);
    expect(await text()).toContain(`refusals{${labels}} 1`);
    expect(await text()).toContain('all_down 1');
  });

  it('must not grow with the names it is told', async () => {
    const { tell, text } = setUp([]);
    for (let count = 0; count < 200; count += 1)
      tell({ type: 'refused', provider: `p${count}`, model: `m${count}`, retryAfterMs: 5 });
    expect(await text()).toContain('refusals{provider="other",model="other"}');
  });
});
