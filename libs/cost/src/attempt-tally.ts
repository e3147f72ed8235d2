import type { ModelEvent, Usage } from '@app/providers';

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

  see(event: ModelEvent): void {
    this.started = true;
    if (event.type === 'text-delta') this.deltas.push(event.delta);
    else if (event.type === 'usage') {
      this.rawUsage = event.raw;
      this.final = event.final && event.usage !== null;
      this.usage = event.usage ?? this.usage;
    }
  }
}
