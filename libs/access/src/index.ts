export { AccessModule } from './access.module.js';
export { ApiKeys } from './api-keys.js';
export { ANONYMOUS, type Caller } from './caller.js';
export { presentedKey } from './presented-key.js';
