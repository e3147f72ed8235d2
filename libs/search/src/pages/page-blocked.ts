import { AppError } from '@app/platform';
import type { BlockedCode, BlockedPage } from './page-reader.js';

/** Ends a reading early; it becomes a `BlockedPage` at the reader's door and never leaves this folder. */
export class PageBlocked extends AppError {
  constructor(
    readonly reason: BlockedCode,
    detail: string,
    cause?: unknown,
  ) {
    super('provider-failed', `page-${reason}`, detail, { cause });
  }

  reading(url: string): BlockedPage {
    return { state: 'blocked', url, code: this.reason, message: this.detail };
  }
}
