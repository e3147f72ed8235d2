import { loadConfig } from '@app/platform';
import { FakeClock, SequentialIds } from '@app/platform/testing';
import { Circuits, ModelRegistry } from '@app/providers';
import { FakeChatModel } from '@app/providers/testing';
import type { Notices } from '../lifecycle/notices.js';
import { ResetEverywhere } from '../lifecycle/reset-everywhere.js';
import { circuitReport, ProvidersController } from './providers.controller.js';

function setUp() {
  const clock = new FakeClock();
  const circuits = new Circuits({ breaker: {}, retryAttempts: 1, clock, random: () => 0 });
  const registry = new ModelRegistry([{ name: 'openai', vendor: 'openai', create: null }]);
  const about = { circuit: 'gpt-4o-mini', caller: 'someone', fallbackBehind: false };
  circuits.around(new FakeChatModel('openai', 'gpt-4o-mini-2024-07-18'), about);
  const notices = { on: () => undefined, tell: () => Promise.resolve() } as unknown as Notices;
  const everywhere = new ResetEverywhere(circuits, notices, new SequentialIds());
  return new ProvidersController(circuits, registry, loadConfig({}), everywhere);
}

describe(ProvidersController.name, () => {
  it('shows every provider with the breakers of its models', () => {
    expect(setUp().list().providers).toEqual([
      {
        name: 'openai',
        configured: false,
        default: true,
        fallback: false,
        circuits: [expect.objectContaining({ model: 'gpt-4o-mini', breaker: 'closed', opened_at: null })],
      },
    ]);
  });

  it('resets by name, and says how many there were', async () => {
    expect(await setUp().reset({ provider: 'openai' }, {})).toEqual({ reset: 1, others_told: true });
    expect(await setUp().reset({ provider: 'openai' }, { model: 'another' })).toMatchObject({ reset: 0 });
    await expect(setUp().reset({ provider: 'nobody' }, {})).rejects.toMatchObject({
      code: 'unknown-provider',
    });
  });

  it('writes times as the wire has them', () => {
    const circuit = { ...openCircuit, openedAt: 0, retryAfterMs: 1.2 };
    expect(circuitReport(circuit)).toMatchObject({
      opened_at: '1970-01-01T00:00:00.000Z',
      retry_after_ms: 2,
      open_for_callers: 1,
    });
  });
});

const openCircuit = {
  provider: 'openai',
  model: 'm',
  phase: 'open',
  failures: 0,
  probesInFlight: 0,
  openForCallers: 1,
  usualMs: 5,
} as const;
