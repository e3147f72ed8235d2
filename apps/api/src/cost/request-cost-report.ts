import type { LedgerAttempt, LedgerLine, LedgerPosting, RequestCost } from '@app/cost';

/** One request in the ledger as the wire shows it: money as exact decimal strings in USD. */
export interface RequestCostReport {
  readonly request_id: string;
  /** The sum of the attempts, each the sum of its lines: to the last digit what the answer's header said. */
  readonly total_usd: string;
  readonly attempts: readonly ReturnType<typeof attemptReport>[];
}

export function requestCostReport({ requestId, attempts, total }: RequestCost): RequestCostReport {
  return { request_id: requestId, total_usd: total.toDecimal(), attempts: attempts.map(attemptReport) };
}

function attemptReport(attempt: LedgerAttempt) {
  return {
    attempt_id: attempt.attemptId,
    kind: attempt.kind,
    provider: attempt.provider,
    model: attempt.model,
    organisation: attempt.payer.organisation,
    team: attempt.payer.team,
    cost_center: attempt.payer.costCenter,
    key_id: attempt.payer.keyId,
    outcome: attempt.outcome,
    reserved_at: isoTime(attempt.reservedAt),
    duration_ms: attempt.durationMs,
    price_version: attempt.priceVersion,
    hold_usd: attempt.hold.toDecimal(),
    cost_usd: attempt.cost.toDecimal(),
    postings: attempt.postings.map(postingReport),
    lines: attempt.lines.map(lineReport),
  };
}

function postingReport({ revision, outcome, basis, cost, rawUsage, postedAt }: LedgerPosting) {
  return {
    revision,
    outcome,
    basis,
    cost_usd: cost.toDecimal(),
    vendor_usage: rawUsage,
    posted_at: isoTime(postedAt),
  };
}

function lineReport({
  revision,
  meter,
  quantity,
  unitPrice,
  amount,
  basis,
  priceVersion,
  postedAt,
}: LedgerLine) {
  return {
    revision,
    meter,
    quantity,
    unit_price_usd: unitPrice.toDecimal(),
    amount_usd: amount.toDecimal(),
    basis,
    price_version: priceVersion,
    posted_at: isoTime(postedAt),
  };
}

function isoTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
