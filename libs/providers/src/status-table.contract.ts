import type { Heard } from './chat-model.contract.js';
import type { ReplayStep } from './replay-server.contract.js';

export interface Refusal {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly error?: Readonly<Record<string, unknown>>;
}

const page = (status: number): ReplayStep[] => [
  { status, headers: { 'content-type': 'text/html' } },
  { text: '<h1>no</h1>' },
];

/** status, kind, code, progress, retryable */
const STATUSES = [
  [401, 'provider-failed', 'provider-credentials-refused', 'refused', false],
  [403, 'provider-failed', 'provider-credentials-refused', 'refused', false],
  [400, 'provider-failed', 'provider-refused', 'refused', false],
  [404, 'provider-failed', 'provider-refused', 'refused', false],
  [408, 'provider-failed', 'provider-timed-out', 'refused', true],
  [409, 'provider-failed', 'provider-conflict', 'refused', true],
  [418, 'provider-failed', 'provider-refused', 'refused', false],
  [429, 'service-unavailable', 'provider-throttled', 'refused', true],
  [500, 'provider-failed', 'provider-unavailable', 'failed', true],
  [501, 'provider-failed', 'provider-unavailable', 'failed', false],
  [502, 'provider-failed', 'provider-unavailable', 'failed', true],
  [503, 'provider-failed', 'provider-overloaded', 'failed', true],
  [504, 'provider-failed', 'provider-timed-out', 'failed', true],
  [520, 'provider-failed', 'provider-unavailable', 'unanswered', false],
  [524, 'provider-failed', 'provider-unavailable', 'unanswered', false],
  [529, 'provider-failed', 'provider-overloaded', 'refused', true],
] as const;

export function statusTable(run: (steps: readonly ReplayStep[]) => Promise<Heard>): void {
  it.each(STATUSES)('takes a %i as %s, %s', async (status, kind, code, progress, retryable) => {
    const { events, error } = await run(page(status));
    expect(events).toEqual([]);
    expect(error).toMatchObject({ kind, code, progress, retryable, status, throttled: status === 429 });
  });

  it.each([
    [{ 'retry-after-ms': '1500' }, 1500, 2],
    [{ 'retry-after': '3' }, 3000, 3],
    [{ 'retry-after': 'Thu, 01 Jan 2026 00:00:10 GMT' }, 10_000, 10],
    [{ 'retry-after': 'Wed, 31 Dec 2025 23:59:00 GMT' }, 0, 0],
    [{ 'retry-after': 'soon' }, undefined, undefined],
  ])('reads the wish to wait in %j', async (headers, ms, seconds) => {
    const { error } = await run([{ status: 429, headers }, { text: '{}' }]);
    expect(error).toMatchObject({ throttled: true, retryable: true });
    expect(error).toHaveProperty('retryAfterMs', ms);
    expect(error).toHaveProperty('retryAfterSeconds', seconds);
  });
}
