import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { AppConfig, AppError, Clock } from '@app/platform';
import { IN_FLIGHT_DEFAULTS, InFlightLimiter, type Priority } from '@app/resilience';
import { EventLoopDelay } from './event-loop-delay.js';

/** A loop that is later than this serves nobody well. Milliseconds. */
const LATE_MS = 500;
/** Of all places, those for admin, finance and health alone. */
const RESERVED_SHARE = 1 / 20;

/** Who is let in: refuses at once what cannot be carried, on every wire. There is no queue. */
@Injectable()
export class Admission implements OnModuleDestroy {
  private readonly delay: EventLoopDelay;
  private readonly limiter: InFlightLimiter;
  private shed = 0;

  constructor(config: AppConfig, clock: Clock) {
    const limit = config.server.maxInFlight;
    const reserved = Math.ceil(limit * RESERVED_SHARE);
    this.delay = new EventLoopDelay(() => clock.monotonic());
    const pressure = { isHigh: () => this.delay.ms > LATE_MS };
    this.limiter = new InFlightLimiter({ ...IN_FLIGHT_DEFAULTS, limit, reserved }, pressure);
  }

  /** To be called back when the work is over. Throws `overloaded` (503). */
  enter(priority: Priority): () => void {
    const entry = this.limiter.enter(priority);
    if (entry.admitted) return entry.leave;
    this.shed += 1;
    throw overloaded(entry.retryAfterMs);
  }

  get inFlight(): number {
    return this.limiter.inFlight;
  }

  /** Refused since the start. */
  get refused(): number {
    return this.shed;
  }

  onModuleDestroy(): void {
    this.delay.stop();
  }
}

function overloaded(retryAfterMs: number): AppError {
  const retryAfterSeconds = Math.ceil(retryAfterMs / 1_000);
  const detail = `More is being asked than can be answered; try again in ${retryAfterSeconds} s.`;
  return new AppError('service-unavailable', 'overloaded', detail, { retryAfterSeconds });
}
