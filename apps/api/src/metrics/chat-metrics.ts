import { Injectable } from '@nestjs/common';
import {
  InjectMetric,
  makeCounterProvider,
  makeGaugeProvider,
  makeHistogramProvider,
} from '@willsoto/nestjs-prometheus';
import type { PostedAttempt } from '@app/cost';
import { Clock } from '@app/platform';
import type { Counter, Gauge, Histogram } from 'prom-client';
import type { Outcome } from '../chat/exchange.js';
import { BoundedLabels } from './bounded-labels.js';
import { CostRate } from './cost-rate.js';

/** The seed document's four metrics, with its names and labels. */
export const CHAT_METRICS = [
  makeCounterProvider({
    name: 'chatbot_requests_total',
    help: 'Total number of chat requests',
    labelNames: ['provider', 'model', 'status'],
  }),
  makeHistogramProvider({
    name: 'chatbot_request_duration_seconds',
    help: 'Request processing time',
    labelNames: ['provider', 'model'],
    buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 30, 60, 120],
  }),
  makeGaugeProvider({
    name: 'chatbot_cost_rate_usd_per_hour',
    help: 'Current cost burn rate in USD per hour, over the last five minutes',
  }),
  makeCounterProvider({
    name: 'chatbot_token_costs_usd_total',
    help: 'Total token costs in USD',
    labelNames: ['provider', 'model', 'token_type'],
  }),
];

export interface ChatSample {
  readonly provider: string;
  readonly model: string;
  readonly outcome: Outcome;
  readonly seconds: number;
}

const MOST_PROVIDERS = 16;
const MOST_MODELS = 64;

@Injectable()
export class ChatMetrics {
  private readonly providers = new BoundedLabels(MOST_PROVIDERS);
  private readonly models = new BoundedLabels(MOST_MODELS);
  private readonly rate = new CostRate();

  constructor(
    @InjectMetric('chatbot_requests_total') private readonly requests: Counter,
    @InjectMetric('chatbot_request_duration_seconds') private readonly duration: Histogram,
    @InjectMetric('chatbot_cost_rate_usd_per_hour') private readonly costRate: Gauge,
    @InjectMetric('chatbot_token_costs_usd_total') private readonly tokenCosts: Counter,
    private readonly clock: Clock,
  ) {}

  record(sample: ChatSample): void {
    const labels = this.labels(sample);
    this.requests.inc({ ...labels, status: sample.outcome });
    this.duration.observe(labels, sample.seconds);
  }

  /** Money that is no longer spent must not stand in the gauge: it is worked out when it is read. */
  refresh(): void {
    this.costRate.set(this.rate.perHour(this.clock.now()));
  }

  /** All requests since the start, and what is being spent: a digest for the log. */
  async digest(): Promise<{ chat_requests: number; cost_rate_usd_per_hour: number }> {
    const { values } = await this.requests.get();
    return {
      chat_requests: values.reduce((sum, { value }) => sum + value, 0),
      cost_rate_usd_per_hour: this.rate.perHour(this.clock.now()),
    };
  }

  /** Told of each attempt when its cost is known, be its request over or not: the sum is what the ledger has. */
  recordCost(attempt: PostedAttempt): void {
    this.rate.add(attempt.cost.toNumber(), this.clock.now());
    const labels = this.labels(attempt);
    // Search fees too.
    for (const { meter, amount } of attempt.lines)
      this.tokenCosts.inc({ ...labels, token_type: meter }, amount.toNumber());
  }

  private labels({ provider, model }: { provider: string; model: string }): {
    provider: string;
    model: string;
  } {
    return { provider: this.providers.of(provider), model: this.models.of(model) };
  }
}
