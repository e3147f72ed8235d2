import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AppConfig, Environment } from '@app/platform';
import { AccessModule, apiKeysFrom } from './access.module.js';

describe(AccessModule.name, () => {
  let dataDir: string;
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'access-'));
  });
  afterEach(() => rm(dataDir, { recursive: true }));

  const configOf = (environment: Environment, validApiKeys: { key: string; roles: ['chat'] }[]) =>
    ({
      app: { environment },
      access: { validApiKeys, appSecretKey: null, apiKeyRequired: true },
      database: { dataDir },
    }) as unknown as AppConfig;

  it('makes development a key with every role', async () => {
    const keys = await apiKeysFrom(configOf('development', []));
    expect(keys.identify(keys.developmentKey ?? '')?.roles).toEqual(['chat', 'finance', 'admin']);
  });

  it('makes no key where some are configured', async () => {
    const keys = await apiKeysFrom(configOf('development', [{ key: 'given', roles: ['chat'] }]));
    expect(keys.developmentKey).toBeNull();
    expect(keys.identify('given')?.roles).toEqual(['chat']);
  });

  it.each(['staging', 'production'] as const)('never makes a key in %s', async (environment) => {
    expect((await apiKeysFrom(configOf(environment, []))).developmentKey).toBeNull();
  });
});
