import { Ids } from './ids.js';

/** Ids a test can foretell: `00000000-0000-4000-8000-000000000001`, then `…2`. Tokens and UUIDs count together. */
export class SequentialIds extends Ids {
  private count = 0;

  uuid(): string {
    return `00000000-0000-4000-8000-${this.next().toString(16).padStart(12, '0')}`;
  }

  /** As long as a real one of `bytes` bytes. */
  token(bytes: number): string {
    return this.next()
      .toString(36)
      .padStart(Math.ceil((bytes * 4) / 3), '0');
  }

  private next(): number {
    this.count += 1;
    return this.count;
  }
}
