import { waitUntil } from '@app/platform/testing';
import { KEY, openHouse, OTHER_KEY, QUESTION, replicaOf, type House } from './support/house.js';

const ADMIN_KEY = 'key-of-the-administrator-0123456789abcdef';
const ENV = {
  ENABLE_CIRCUIT_BREAKER: 'true',
  ENABLE_SEARCH_AUGMENTATION: 'false',
  FALLBACK_PROVIDER: 'none',
  VALID_API_KEYS: `${KEY},${OTHER_KEY},${ADMIN_KEY}:admin`,
};

interface Circuit {
  readonly model: string;
  readonly breaker: string;
  readonly open_for_callers: number;
}

describe('breakers', () => {
  let house: House;
  let replica: House;
  beforeAll(async () => {
    house = await openHouse(ENV);
    replica = await openHouse({ ...replicaOf(house), ...ENV });
  });
  afterEach(() => house.clearFaults());
  afterAll(async () => {
    await replica?.stop();
    await house?.stop();
  });

  const ask = async (at: House, model: string, headers: Record<string, string> = {}): Promise<number> => {
    const response = await at.ask({ message: QUESTION, options: { model } }, headers);
    await response.arrayBuffer();
    return response.status;
  };
  const circuits = async (at: House): Promise<Circuit[]> => {
    const body = (await (await at.get('/v1/admin/providers', ADMIN_KEY)).json()) as {
      providers: { circuits: Circuit[] }[];
    };
    return body.providers.flatMap((provider) => provider.circuits);
  };
  const circuitOf = async (at: House, model: string) =>
    (await circuits(at)).find((circuit) => circuit.model === model);
  const phaseOf = async (at: House, model: string) => (await circuitOf(at, model))?.breaker;

  it('one key must not close a model for another by its deadlines', async () => {
    for (let turn = 0; turn < 3; turn += 1) expect(await ask(house, 'gpt-4.1')).toBe(200);
    await house.fault({ match: { model: 'gpt-4.1' }, fault: { delay_ms: 30_000 } });
    const impatient = { 'X-Request-Timeout': '4000' };
    const all = Array.from({ length: 6 }, () => ask(house, 'gpt-4.1', impatient));
    expect(await Promise.all(all)).toEqual(Array(6).fill(504));
    await house.clearFaults();
    expect(await ask(house, 'gpt-4.1', { 'X-API-Key': OTHER_KEY })).toBe(200);
    expect(await ask(house, 'gpt-4.1')).toBe(503);
    expect(await circuitOf(house, 'gpt-4.1')).toMatchObject({ breaker: 'closed', open_for_callers: 1 });
    expect(await (await house.get('/metrics')).text()).toMatch(
      /^chatbot_circuit_breaker_open_callers\{.*model="gpt-4.1"\} 1$/m,
    );
    expect(await (await house.get('/health')).json()).toMatchObject({
      details: { providers: { open_for_callers: { 'sandbox/gpt-4.1': 1 } } },
    });
  });

  it('invented dates must not make a provider that is down look like another', async () => {
    await house.fault({ match: { vendor: 'anthropic' }, fault: { status: 503 } });
    const before = (await house.bill()).length;
    for (let day = 10; day < 30; day += 1) await ask(house, `claude-haiku-4-5-203301${day}`);
    expect((await house.bill()).length - before).toBe(5);
    expect(await phaseOf(house, 'claude-haiku-4-5')).toBe('open');
    expect((await circuits(house)).filter(({ model }) => model.includes('2033'))).toEqual([]);
  });

  it('are closed by hand in every process', async () => {
    await house.fault({ match: { model: 'gpt-4o' }, fault: { status: 503 } });
    for (let turn = 0; turn < 5; turn += 1) await ask(replica, 'gpt-4o');
    expect(await phaseOf(replica, 'gpt-4o')).toBe('open');
    const response = await fetch(`${house.url}/v1/admin/providers/sandbox/breaker/reset?model=gpt-4o`, {
      method: 'POST',
      headers: { 'X-API-Key': ADMIN_KEY },
    });
    expect(await response.json()).toMatchObject({ others_told: true });
    await waitUntil(async () => (await phaseOf(replica, 'gpt-4o')) === 'closed');
  });
});
