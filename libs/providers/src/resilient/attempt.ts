import {
  withTimeouts,
  type Clock,
  type Evidence,
  type Expiry,
  type SharedPermit,
  type StreamEnd,
  type Timers,
  type UsualDuration,
} from '@app/resilience';
import { DeadlineExceeded } from '@app/platform';
import type { ChatModel, ModelRequest } from '../chat-model.js';
import { thinksUnseen } from '../thinks-unseen.js';
import { isContent, type ModelEvent } from '../model-event.js';
import type { ProviderError } from '../provider-error.js';
import { outcomeOf } from './judge-failure.js';
import { limitsOf, type ProviderTimeouts } from './provider-timeouts.js';
import type { UsualWait } from './usual-wait.js';
import { providerTimeout } from './waiting-errors.js';

export interface AttemptTools {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly timeouts: ProviderTimeouts;
  readonly usual: UsualDuration;
  readonly usualWait: UsualWait;
}

const isProgress = (event: ModelEvent): boolean => isContent(event) || event.type === 'finish';

/** One upstream call: watched by time-outs, and its end reported to the breaker exactly once. */
export class Attempt {
  private readonly startedAt: number;
  private accepted = false;
  private shown = false;
  /** Which of the house's limits has ended it. */
  private ranInto: Expiry | undefined;

  constructor(
    private readonly model: ChatModel,
    private readonly request: ModelRequest,
    private readonly permit: Pick<SharedPermit, 'heard' | 'report'>,
    private readonly tools: AttemptTools,
  ) {
    this.startedAt = tools.clock.monotonic();
  }

  stream(): AsyncIterable<ModelEvent> {
    const { model, request, tools } = this;
    return withTimeouts((signal) => model.stream({ ...request, signal }), {
      limits: limitsOf(model, request, tools.timeouts),
      clock: tools.clock,
      timers: tools.timers,
      signal: request.signal,
      counts: isProgress,
      expired: (which) => this.expired(which),
      onItem: (event) => this.note(event),
      onEnd: (end) => this.permit.report(this.judge(end)),
    });
  }

  private note(event: ModelEvent): void {
    if (event.type === 'model-start') this.accepted = true;
    else if (isContent(event)) this.showed();
    else if (event.type === 'finish') this.succeeded();
  }

  private showed(): void {
    this.permit.heard();
    if (!this.shown) this.tools.usualWait.record(this.request, this.waitedMs);
    this.shown = true;
  }

  /** At the vendor's last word: many readers stop there and never ask for the end of the stream. */
  private succeeded(): void {
    this.permit.heard();
    this.tools.usual.record(this.waitedMs);
    this.permit.report('success');
  }

  /** The source sees this as its signal's reason, so the ledger knows how far the call had come. */
  private expired(which: Expiry): ProviderError {
    this.ranInto = which;
    return providerTimeout(this.model, which, this.accepted ? 'cut' : 'unanswered', this.shown);
  }

  private judge(end: StreamEnd): Evidence {
    if (end.kind === 'left') return 'neither';
    if (this.ranInto) return this.judgeLimit(this.ranInto);
    const { signal } = this.request;
    if (signal?.aborted) return signal.reason instanceof DeadlineExceeded ? this.unheard : 'neither';
    return end.kind === 'failed' ? outcomeOf(end.error) : 'failure';
  }

  /** A long answer that ran into the limit while it was being written says nothing against its provider. */
  private judgeLimit(which: Expiry): Evidence {
    if (which === 'total' && this.shown) return 'neither';
    // Of a plain body nobody sees whether it is being written. The house's limit is patience enough: three times
    // what such a body usually takes may be more than it ever gives.
    if (!this.request.deltas) return this.shown ? 'neither' : 'silence';
    // How long it thinks before its first text depends on what it was asked, and may have been asked for that.
    return which === 'first-item' && thinksUnseen(this.model.vendor, this.model.model)
      ? 'silence'
      : 'failure';
  }

  /** Its caller's time was up: a silence where nothing had come for longer than this model usually takes. */
  private get unheard(): Evidence {
    const { timeouts, usualWait } = this.tools;
    const { firstItemMs } = limitsOf(this.model, { ...this.request, deltas: true }, timeouts);
    const isOverdue = this.waitedMs >= usualWait.patienceMs(this.request, firstItemMs);
    return isOverdue && !this.shown ? 'silence' : 'neither';
  }

  private get waitedMs(): number {
    return this.tools.clock.monotonic() - this.startedAt;
  }
}
