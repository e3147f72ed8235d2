import { PageBlocked } from './page-blocked.js';

export interface GateLimits {
  /** Pages at the same time. */
  readonly total: number;
  /** Of them from one host, which did not ask for our visit. */
  readonly perHost: number;
  /** Readings that may wait. */
  readonly waiting: number;
}

export const GATE_DEFAULTS: GateLimits = { total: 16, perHost: 2, waiting: 128 };

interface Waiter {
  readonly host: string;
  readonly enter: () => void;
}

/** How many pages are read at once. First come, first served, but nobody waits behind another host's queue. */
export class ReadingGate {
  private readonly inside = new Map<string, number>();
  private readonly waiters = new Set<Waiter>();
  private total = 0;

  constructor(private readonly limits: GateLimits = GATE_DEFAULTS) {}

  /** Resolves with the way out, to be called once. Throws a `PageBlocked`, or the signal's reason. */
  async enter(host: string, signal: AbortSignal): Promise<() => void> {
    if (!this.hasRoom(host)) await this.wait(host, signal);
    else this.admit(host);
    return () => this.leave(host);
  }

  private hasRoom(host: string): boolean {
    return this.total < this.limits.total && (this.inside.get(host) ?? 0) < this.limits.perHost;
  }

  private admit(host: string): void {
    this.total += 1;
    this.inside.set(host, (this.inside.get(host) ?? 0) + 1);
  }

  private wait(host: string, signal: AbortSignal): Promise<void> {
    if (this.waiters.size >= this.limits.waiting)
      throw new PageBlocked('busy', 'Too many pages are being read.');
    return new Promise((resolve, reject) => {
      const abort = (): void => {
        this.waiters.delete(waiter);
        reject(signal.reason as Error);
      };
      const waiter: Waiter = {
        host,
        enter: () => {
          signal.removeEventListener('abort', abort);
          resolve();
        },
      };
      this.waiters.add(waiter);
      signal.addEventListener('abort', abort, { once: true });
    });
  }

  private leave(host: string): void {
    const left = (this.inside.get(host) ?? 0) - 1;
    this.total -= 1;
    if (left === 0) this.inside.delete(host);
    else this.inside.set(host, left);
    for (const waiter of this.waiters) {
      if (!this.hasRoom(waiter.host)) continue;
      this.waiters.delete(waiter);
      this.admit(waiter.host);
      waiter.enter();
    }
  }
}
