import type { Clock } from '@app/platform';
import type { ModelEvent, Usage } from '@app/providers';

/** A pace is known when the vendor has written for so long; two deltas of one packet are none. Milliseconds. */
const SHORTEST_PACE_MS = 50;
/** Deltas that are closer came in one packet; a vendor's pace is told by its packets. Milliseconds. */
const SAME_PACKET_MS = 1;
/** A vendor that has been silent for more of its own gaps than these has stalled: it is not taken to be writing. */
const MOST_UNSEEN_GAPS = 5;
/** And one that has been silent for longer than this, however slow it was before. Milliseconds. */
const LONGEST_UNSEEN_MS = 1_000;

/** What was seen of one model call, so that its end can be priced, however it ends. */
export class AttemptTally {
  /** Whether the vendor had accepted the call. */
  started = false;
  /** The vendor's last word on usage, and whether it was its final one. */
  usage: Usage | null = null;
  rawUsage: unknown = null;
  final = false;
  /** What arrived of the answer, as it came. */
  readonly deltas: string[] = [];
  private firstAt = 0;
  private lastAt = 0;
  /** Milliseconds between packets. */
  private readonly gapsMs: number[] = [];

  constructor(private readonly clock: Pick<Clock, 'monotonic'>) {}

  see(event: ModelEvent): void {
    this.started = true;
    if (event.type === 'text-delta') this.arrive(event.delta);
    else if (event.type === 'usage') {
      this.rawUsage = event.raw;
      this.final = event.final && event.usage !== null;
      this.usage = event.usage ?? this.usage;
    }
  }

  /**
   * What the vendor has written beyond what arrived, as a share of that: it does not stop when we stop reading, and
   * what is under way is on its bill. By its own pace so far; 0 before it has one, and once it has fallen silent.
   */
  get unseenShare(): number {
    const writingMs = this.lastAt - this.firstAt;
    if (writingMs < SHORTEST_PACE_MS) return 0;
    const silentMs = this.clock.monotonic() - this.lastAt;
    if (silentMs > Math.min(MOST_UNSEEN_GAPS * median(this.gapsMs), LONGEST_UNSEEN_MS)) return 0;
    return Math.min(silentMs, writingMs) / writingMs;
  }

  private arrive(delta: string): void {
    const now = this.clock.monotonic();
    if (this.deltas.length === 0) this.firstAt = now;
    else if (now - this.lastAt >= SAME_PACKET_MS) this.gapsMs.push(now - this.lastAt);
    this.lastAt = now;
    this.deltas.push(delta);
  }
}

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[values.length >> 1] ?? 0;
}
