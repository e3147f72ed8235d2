import { Injectable, Logger } from '@nestjs/common';
import { ChatService } from '@app/chat';
import { Clock, Ids } from '@app/platform';
import { type Notice, Notices } from './notices.js';

/** Where processes ask each other to stop an answer, and say that they have. */
const ASK = 'chat_cancel';
const DONE = 'chat_cancelled';
/** How long the others are waited for: a notification takes a millisecond, a busy event loop many. Milliseconds. */
const ANSWER_MS = 1_500;
/** Requests that may wait at once; more are told that there is no such answer. */
const MOST_WAITING = 1_000;

/**
 * Cancels an answer that another process is giving: a worker on the same port, or a replica. All of them hear it, the
 * one that gives the answer stops it and says so.
 */
@Injectable()
export class CancelElsewhere {
  private readonly logger = new Logger(CancelElsewhere.name);
  private readonly waiting = new Map<string, () => void>();

  constructor(
    private readonly notices: Notices,
    private readonly chat: ChatService,
    private readonly clock: Clock,
    private readonly ids: Ids,
  ) {
    notices.on(ASK, (notice) => this.asked(notice));
    notices.on(DONE, ({ ask = '' }) => this.waiting.get(ask)?.());
  }

  /** True when another process has stopped the answer; false: none has it, for this owner. */
  async cancel(ownerId: string, responseId: string): Promise<boolean> {
    if (this.waiting.size >= MOST_WAITING) return false;
    const ask = this.ids.uuid();
    const patience = new AbortController();
    const done = new Promise<boolean>((resolve) => this.waiting.set(ask, () => resolve(true)));
    try {
      await this.notices.tell(ASK, { ask, owner: ownerId, id: responseId });
      const late = this.clock.sleep(ANSWER_MS, patience.signal).then(
        () => false,
        () => false,
      );
      return await Promise.race([done, late]);
    } finally {
      patience.abort();
      this.waiting.delete(ask);
    }
  }

  private asked({ ask = '', owner = '', id = '' }: Notice): void {
    if (!this.chat.cancel(owner, id)) return;
    this.notices
      .tell(DONE, { ask })
      .catch((error: unknown) => this.logger.warn(`A cancellation could not be told: ${String(error)}`));
  }
}
