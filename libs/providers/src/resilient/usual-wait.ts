import { UsualDuration } from '@app/resilience';
import type { ModelRequest } from '../chat-model.js';

/** A call that has said nothing for so many times its usual wait will not. */
const OVERDUE = 3;
/** What is shorter is a hiccup, however quick the model usually is. Milliseconds. */
const SHORTEST_OVERDUE_MS = 2_000;

type Form = Pick<ModelRequest, 'deltas'>;

/** How long a model's first text usually takes: of a stream, and of a plain body, which is all of it at once. */
export class UsualWait {
  private readonly streamed = new UsualDuration();
  private readonly plain = new UsualDuration();

  record(form: Form, ms: number): void {
    this.of(form).record(ms);
  }

  /** After how long waiting is no impatience. `unknownMs`: while nobody knows. Milliseconds. */
  patienceMs(form: Form, unknownMs: number): number {
    const { ms } = this.of(form);
    return ms === 0 ? unknownMs : Math.max(ms * OVERDUE, SHORTEST_OVERDUE_MS);
  }

  private of({ deltas }: Form): UsualDuration {
    return deltas ? this.streamed : this.plain;
  }
}
