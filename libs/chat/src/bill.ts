import { Money, type PostedLine, type RequestAccount } from '@app/cost';
import { inputTokens } from '@app/providers';
import type { AttemptReport, CostLine, ResponseUsage } from './chat-response.js';

/** What the request has used and cost so far, all attempts together: what the ledger has, in the wire's words. */
export function usageOf(account: RequestAccount): ResponseUsage {
  const sum = { prompt: 0, completion: 0, cached: 0, written: 0, reasoning: 0, searches: 0 };
  for (const { usage } of account.attempts) {
    sum.prompt += inputTokens(usage);
    sum.completion += usage.output;
    sum.cached += usage.inputCacheRead;
    sum.written += usage.inputCacheWrite5m + usage.inputCacheWrite1h;
    sum.reasoning += usage.reasoning;
    sum.searches += usage.searchRequests;
  }
  return {
    prompt_tokens: sum.prompt,
    completion_tokens: sum.completion,
    total_tokens: sum.prompt + sum.completion,
    cached_prompt_tokens: sum.cached,
    cache_write_tokens: sum.written,
    reasoning_tokens: sum.reasoning,
    search_requests: sum.searches,
    cost_usd: account.total.toNumber(),
    cost: account.total.toDecimal(),
    cost_lines: costLines(account),
  };
}

/** One line for each meter and price; the same meter of two models is two lines. */
function costLines(account: RequestAccount): CostLine[] {
  const lines = new Map<string, { line: PostedLine; quantity: number; amount: Money }>();
  for (const line of account.attempts.flatMap((attempt) => attempt.lines)) {
    const key = `${line.meter} ${line.unitPrice.pico}`;
    const sum = lines.get(key) ?? { line, quantity: 0, amount: Money.ZERO };
    sum.quantity += line.quantity;
    sum.amount = sum.amount.add(line.amount);
    lines.set(key, sum);
  }
  return Array.from(lines.values(), ({ line, quantity, amount }) => ({
    meter: line.meter,
    quantity,
    unit_price: line.unitPrice.toDecimal(),
    amount: amount.toDecimal(),
  }));
}

export function attemptsOf(account: RequestAccount): AttemptReport[] {
  return account.attempts.map(({ provider, model, outcome, durationMs, cost }) => ({
    provider,
    model,
    outcome,
    duration_ms: durationMs,
    cost: cost.toDecimal(),
  }));
}
