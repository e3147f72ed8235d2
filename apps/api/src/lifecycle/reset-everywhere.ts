import { Injectable, Logger } from '@nestjs/common';
import { Ids } from '@app/platform';
import { Circuits } from '@app/providers';
import { type Notice, Notices } from './notices.js';

const RESET = 'breaker_reset';

export interface ResetOutcome {
  /** Breakers of this process. */
  readonly reset: number;
  /** Whether the other processes were told; they obey within a moment. */
  readonly told: boolean;
}

/** Closes breakers by hand in every process: each has its own, and whoever asks reaches one of them. */
@Injectable()
export class ResetEverywhere {
  private readonly logger = new Logger(ResetEverywhere.name);
  /** A second reset of our own would only forget the calls that have begun since. */
  private readonly process: string;

  constructor(
    private readonly circuits: Circuits,
    private readonly notices: Notices,
    ids: Ids,
  ) {
    this.process = ids.uuid();
    notices.on(RESET, ({ from, provider, model }) => {
      if (from !== this.process && provider !== undefined) circuits.reset(provider, model);
    });
  }

  /** Here in any case, while the database is away too. */
  async reset(provider: string, model?: string): Promise<ResetOutcome> {
    const reset = this.circuits.reset(provider, model);
    return { reset, told: await this.tell(provider, model) };
  }

  private async tell(provider: string, model?: string): Promise<boolean> {
    const about: Notice = model === undefined ? { provider } : { provider, model };
    try {
      await this.notices.tell(RESET, { from: this.process, ...about });
      return true;
    } catch (error) {
      this.logger.warn(`The others were not told to reset the breakers of ${provider}: ${String(error)}`);
      return false;
    }
  }
}
