import { randomBytes, randomUUID } from 'node:crypto';
import { Ids } from './ids.js';

/** The machine's own randomness, fit for secrets. */
export class RandomIds extends Ids {
  uuid(): string {
    return randomUUID();
  }

  token(bytes: number): string {
    return randomBytes(bytes).toString('base64url');
  }
}
