import { Module } from '@nestjs/common';
import { AppConfig } from '@app/platform';
import { ApiKeys, type ApiKeyEntry } from './api-keys.js';
import { developmentKey } from './development-key.js';

/** `VALID_API_KEYS`; where that is empty, development alone gets a key of its own, with every role. */
export async function apiKeysFrom(config: AppConfig): Promise<ApiKeys> {
  const { validApiKeys, appSecretKey, apiKeyRequired } = config.access;
  const isDevelopment = config.app.environment === 'development';
  const ownKey =
    isDevelopment && validApiKeys.length === 0 ? await developmentKey(config.database.dataDir) : null;
  const ownEntries: ApiKeyEntry[] = ownKey ? [{ key: ownKey, roles: ['chat', 'finance', 'admin'] }] : [];
  return new ApiKeys({
    entries: [...validApiKeys, ...ownEntries],
    pepper: appSecretKey,
    required: apiKeyRequired,
    developmentKey: ownKey,
  });
}

@Module({
  providers: [{ provide: ApiKeys, inject: [AppConfig], useFactory: apiKeysFrom }],
  exports: [ApiKeys],
})
export class AccessModule {}
