export { AccessModule } from './access.module.js';
export { ApiKeys, type ApiKeyEntry, type ApiKeysOptions } from './api-keys.js';
export { ANONYMOUS, type Caller } from './caller.js';
export { presentedKey, type KeyHeaders } from './presented-key.js';
