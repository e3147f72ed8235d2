import { Injectable } from '@nestjs/common';
import { InjectMetric, makeCounterProvider, makeGaugeProvider } from '@willsoto/nestjs-prometheus';
import { Circuits, type CircuitState, type ResilienceEvent } from '@app/providers';
import type { Counter, Gauge } from 'prom-client';
import { Admission } from '../lifecycle/admission.js';
import { BoundedLabels } from './bounded-labels.js';

export const RESILIENCE_METRICS = [
  makeGaugeProvider({
    name: 'chatbot_circuit_breaker_state',
    help: 'Circuit breaker of a provider and model: 0 closed, 1 half-open, 2 open',
    labelNames: ['provider', 'model'],
  }),
  makeGaugeProvider({
    name: 'chatbot_circuit_breaker_open_callers',
    help: 'Callers whose own circuit breaker of a provider and model is open',
    labelNames: ['provider', 'model'],
  }),
  makeCounterProvider({
    name: 'chatbot_provider_retries_total',
    help: 'Calls to a provider that were made again',
    labelNames: ['provider', 'model', 'code'],
  }),
  makeCounterProvider({
    name: 'chatbot_provider_fallbacks_total',
    help: 'Requests that another model was asked for, by why',
    labelNames: ['provider', 'model', 'code'],
  }),
  makeCounterProvider({
    name: 'chatbot_provider_refusals_total',
    help: 'Calls that an open breaker did not let through',
    labelNames: ['provider', 'model'],
  }),
  makeCounterProvider({
    name: 'chatbot_all_providers_down_total',
    help: 'Requests that no provider could answer',
  }),
  makeGaugeProvider({
    name: 'chatbot_in_flight',
    help: 'Requests and answers at this moment',
  }),
  makeGaugeProvider({
    name: 'chatbot_shed_requests',
    help: 'Requests refused because of overload since the start',
  }),
];

const MOST_PROVIDERS = 16;
const MOST_MODELS = 64;
const MOST_CODES = 32;
const STATES: Readonly<Record<CircuitState['phase'], number>> = {
  off: 0,
  closed: 0,
  'half-open': 1,
  open: 2,
};

interface LabelledState {
  readonly labels: { readonly provider: string; readonly model: string };
  readonly phase: number;
  readonly callers: number;
}

/** What the waiting does, in numbers. Breakers are read when they are asked for, the rest is counted. */
@Injectable()
export class ResilienceMetrics {
  private readonly providers = new BoundedLabels(MOST_PROVIDERS);
  /** Of breakers, which are kept by the price list's names, and of events, whose models bear any date. */
  private readonly circuitNames = new BoundedLabels(MOST_MODELS);
  private readonly models = new BoundedLabels(MOST_MODELS);
  private readonly codes = new BoundedLabels(MOST_CODES);

  constructor(
    @InjectMetric('chatbot_circuit_breaker_state') private readonly state: Gauge,
    @InjectMetric('chatbot_circuit_breaker_open_callers') private readonly openCallers: Gauge,
    @InjectMetric('chatbot_provider_retries_total') private readonly retries: Counter,
    @InjectMetric('chatbot_provider_fallbacks_total') private readonly fallbacks: Counter,
    @InjectMetric('chatbot_provider_refusals_total') private readonly refusals: Counter,
    @InjectMetric('chatbot_all_providers_down_total') private readonly allDown: Counter,
    @InjectMetric('chatbot_in_flight') private readonly inFlight: Gauge,
    @InjectMetric('chatbot_shed_requests') private readonly shed: Gauge,
    private readonly circuits: Circuits,
    private readonly admission: Admission,
  ) {
    circuits.onEvent((event) => this.count(event));
  }

  refresh(): void {
    this.inFlight.set(this.admission.inFlight);
    this.shed.set(this.admission.refused);
    this.state.reset();
    this.openCallers.reset();
    for (const { labels, phase, callers } of this.states()) {
      this.state.set(labels, phase);
      this.openCallers.set(labels, callers);
    }
  }

  /** Circuits that share a label are shown by the worst of them: an open one must not hide behind a closed one. */
  private states(): Iterable<LabelledState> {
    const worst = new Map<string, LabelledState>();
    for (const circuit of this.circuits.list()) {
      const labels = {
        provider: this.providers.of(circuit.provider),
        model: this.circuitNames.of(circuit.model),
      };
      const key = `${labels.provider}\n${labels.model}`;
      const { phase, callers } = worst.get(key) ?? { phase: 0, callers: 0 };
      worst.set(key, {
        labels,
        phase: Math.max(phase, STATES[circuit.phase]),
        callers: Math.max(callers, circuit.openForCallers),
      });
    }
    return worst.values();
  }

  private count(event: ResilienceEvent): void {
    const labels = this.labels(event);
    switch (event.type) {
      case 'retry':
        return this.retries.inc({ ...labels, code: this.codes.of(event.code) });
      case 'fallback':
        return this.fallbacks.inc({ ...labels, code: this.codes.of(event.code) });
      case 'refused':
        return this.refusals.inc(labels);
      case 'all-down':
        return this.allDown.inc();
      case 'gave-up':
        return undefined;
    }
  }

  private labels({ provider, model }: { provider: string; model: string }) {
    return { provider: this.providers.of(provider), model: this.models.of(model) };
  }
}
