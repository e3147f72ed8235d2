import { Injectable } from '@nestjs/common';
import { InjectMetric, makeGaugeProvider } from '@willsoto/nestjs-prometheus';
import { Budgets, type BudgetStatus, CostQueries, PostgresLedger } from '@app/cost';
import { Clock } from '@app/platform';
import type { Gauge } from 'prom-client';
import { BoundedLabels } from './bounded-labels.js';

const BUDGET_LABELS = ['budget', 'scope', 'period'];

/** What the ledger knows that no request tells. The same on every replica but for the lag, which is each one's own. */
export const LEDGER_METRICS = [
  makeGaugeProvider({
    name: 'chatbot_budget_limit_usd',
    help: 'Limit of a budget in its running window',
    labelNames: BUDGET_LABELS,
  }),
  makeGaugeProvider({
    name: 'chatbot_budget_used_usd',
    help: 'Spent and on hold in the running window of a budget',
    labelNames: BUDGET_LABELS,
  }),
  makeGaugeProvider({
    name: 'chatbot_budget_remaining_usd',
    help: 'What a budget has room for until its window ends',
    labelNames: BUDGET_LABELS,
  }),
  makeGaugeProvider({
    name: 'chatbot_unsettled_exposure_usd',
    help: 'On hold for calls that have not ended: what may still be added to the bill',
  }),
  makeGaugeProvider({
    name: 'chatbot_ledger_lag_seconds',
    help: 'Age of the oldest posting of this process that is not yet durable',
  }),
  makeGaugeProvider({
    name: 'chatbot_ledger_waiting_postings',
    help: 'Postings of this process that are not yet durable',
  }),
];

const MOST_BUDGETS = 64;
/** How old the ledger's answers may be: a scrape more often than this asks it nothing. Milliseconds. */
const FRESH_MS = 5_000;

/** Asked when somebody scrapes, so that they cost nothing where nobody does. */
@Injectable()
export class LedgerMetrics {
  private readonly names = new BoundedLabels(MOST_BUDGETS);
  private askedAt = -Infinity;

  constructor(
    @InjectMetric('chatbot_budget_limit_usd') private readonly limit: Gauge,
    @InjectMetric('chatbot_budget_used_usd') private readonly used: Gauge,
    @InjectMetric('chatbot_budget_remaining_usd') private readonly remaining: Gauge,
    @InjectMetric('chatbot_unsettled_exposure_usd') private readonly exposure: Gauge,
    @InjectMetric('chatbot_ledger_lag_seconds') private readonly lag: Gauge,
    @InjectMetric('chatbot_ledger_waiting_postings') private readonly waiting: Gauge,
    private readonly budgets: Budgets,
    private readonly costs: CostQueries,
    private readonly ledger: PostgresLedger,
    private readonly clock: Clock,
  ) {}

  /** Never throws: while the database is away the gauges that need it keep what they had. */
  async refresh(): Promise<void> {
    this.lag.set(this.ledger.lagMs / 1_000);
    this.waiting.set(this.ledger.waiting);
    if (this.clock.monotonic() - this.askedAt < FRESH_MS) return;
    this.askedAt = this.clock.monotonic();
    const answers = await Promise.all([this.budgets.list(), this.costs.exposure()]).catch(() => null);
    if (!answers) return;
    const [budgets, exposure] = answers;
    this.exposure.set(exposure.toNumber());
    for (const gauge of [this.limit, this.used, this.remaining]) gauge.reset();
    for (const budget of budgets) this.show(budget);
  }

  private show({ name, scope, period, limit, spent, reserved, remaining }: BudgetStatus): void {
    const labels = { budget: this.names.of(name), scope, period };
    this.used.inc(labels, spent.add(reserved).toNumber());
    if (limit) this.limit.inc(labels, limit.toNumber());
    if (remaining) this.remaining.inc(labels, remaining.toNumber());
  }
}
