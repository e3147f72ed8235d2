import { PageBlocked } from './page-blocked.js';

export interface GateLimits {
  /** Pages at the same time. */
  readonly total: number;
  /** Of them from one host, which did not ask for our visit. */
  readonly perHost: number;
  /** Of them for one owner; fewer than `total`, so that another's never wait for all of them. */
  readonly perOwner: number;
  /** Readings that may wait, and those of one owner. */
  readonly waiting: number;
  readonly waitingPerOwner: number;
}

export const GATE_DEFAULTS: GateLimits = {
  total: 16,
  perHost: 2,
  perOwner: 12,
  waiting: 128,
  waitingPerOwner: 48,
};

interface Place {
  readonly host: string;
  readonly owner: string;
}

interface Waiter extends Place {
  readonly enter: () => void;
}

/**
 * How many pages are read at once. Whose owner has the fewest inside comes first, among equals who came first; nobody
 * waits behind another host's queue.
 */
export class ReadingGate {
  private readonly hosts = new Count();
  private readonly owners = new Count();
  private readonly waiters = new Set<Waiter>();
  private total = 0;

  constructor(private readonly limits: GateLimits = GATE_DEFAULTS) {}

  /** Resolves with the way out, to be called once. Throws a `PageBlocked`, or the signal's reason. */
  async enter(host: string, signal: AbortSignal, owner = ''): Promise<() => void> {
    const place = { host, owner };
    if (!this.hasRoom(place)) await this.wait(place, signal);
    else this.admit(place);
    return () => this.leave(place);
  }

  private hasRoom({ host, owner }: Place): boolean {
    const { total, perHost, perOwner } = this.limits;
    return this.total < total && this.hosts.of(host) < perHost && this.owners.of(owner) < perOwner;
  }

  private admit({ host, owner }: Place): void {
    this.total += 1;
    this.hosts.add(host, 1);
    this.owners.add(owner, 1);
  }

  private wait(place: Place, signal: AbortSignal): Promise<void> {
    const own = [...this.waiters].filter(({ owner }) => owner === place.owner).length;
    if (this.waiters.size >= this.limits.waiting || own >= this.limits.waitingPerOwner)
      throw new PageBlocked('busy', 'Too many pages are being read.');
    return new Promise((resolve, reject) => {
      const abort = (): void => {
        this.waiters.delete(waiter);
        reject(signal.reason as Error);
      };
      const waiter: Waiter = {
        ...place,
        enter: () => {
          signal.removeEventListener('abort', abort);
          resolve();
        },
      };
      this.waiters.add(waiter);
      signal.addEventListener('abort', abort, { once: true });
    });
  }

  private leave({ host, owner }: Place): void {
    this.total -= 1;
    this.hosts.add(host, -1);
    this.owners.add(owner, -1);
    for (let next = this.next(); next !== undefined; next = this.next()) {
      this.waiters.delete(next);
      this.admit(next);
      next.enter();
    }
  }

  private next(): Waiter | undefined {
    const ready = [...this.waiters].filter((waiter) => this.hasRoom(waiter));
    return ready.toSorted((one, other) => this.owners.of(one.owner) - this.owners.of(other.owner))[0];
  }
}

/** How many of each are inside. */
class Count {
  private readonly counts = new Map<string, number>();

  of(name: string): number {
    return this.counts.get(name) ?? 0;
  }

  add(name: string, change: 1 | -1): void {
    const count = this.of(name) + change;
    if (count === 0) this.counts.delete(name);
    else this.counts.set(name, count);
  }
}
