import {
  Deadline,
  withTimeouts,
  type CallOutcome,
  type Clock,
  type Expiry,
  type Permit,
  type StreamEnd,
  type Timers,
  type UsualDuration,
} from '@app/resilience';
import { AppError } from '@app/platform';
import type { ChatModel, ModelRequest } from '../chat-model.js';
import { isContent, type ModelEvent } from '../model-event.js';
import type { ProviderError } from '../provider-error.js';
import { outcomeOf } from './judge-failure.js';
import { limitsOf, type ProviderTimeouts } from './provider-timeouts.js';
import { deadlineExceeded, PROVIDER_TIMEOUT, providerTimeout } from './waiting-errors.js';

export interface AttemptTools {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly timeouts: ProviderTimeouts;
  readonly usual: UsualDuration;
}

/** A call that has said nothing for so many times its usual length will not. */
const OVERDUE = 3;
/** What is shorter is a hiccup, however quick the model usually is. Milliseconds. */
const SHORTEST_OVERDUE_MS = 2_000;

const isProgress = (event: ModelEvent): boolean => isContent(event) || event.type === 'finish';

/** One upstream call: watched by time-outs, and its end reported to the breaker exactly once. */
export class Attempt {
  private readonly startedAt: number;
  private readonly remainingMs: number;
  private accepted = false;
  private shown = false;
  private slowButAlive = false;

  constructor(
    private readonly model: ChatModel,
    private readonly request: ModelRequest,
    private readonly permit: Pick<Permit, 'report'>,
    private readonly tools: AttemptTools,
  ) {
    this.startedAt = tools.clock.monotonic();
    this.remainingMs = new Deadline(tools.clock, request.deadline).remainingMs;
  }

  stream(): AsyncIterable<ModelEvent> {
    const { model, request, tools } = this;
    return withTimeouts((signal) => model.stream({ ...request, signal }), {
      limits: limitsOf(request, tools.timeouts, this.remainingMs),
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
    else if (isContent(event)) this.shown = true;
    else if (event.type === 'finish') this.succeeded();
  }

  /** At the vendor's last word: many readers stop there and never ask for the end of the stream. */
  private succeeded(): void {
    this.tools.usual.record(this.tools.clock.monotonic() - this.startedAt);
    this.permit.report('success');
  }

  /** The source sees this as its signal's reason, so the ledger knows how far the call had come. */
  private expired(which: Expiry): ProviderError {
    const progress = this.accepted ? 'cut' : 'unanswered';
    if (which === 'total' && this.remainingMs <= this.tools.timeouts.totalMs) {
      return deadlineExceeded(this.model, progress);
    }
    this.slowButAlive = which === 'total' && this.shown;
    return providerTimeout(this.model, which, progress, this.shown);
  }

  /**
   * A long answer that ran into the limit while it was being written says nothing against its provider, and neither
   * does a caller who leaves. Waits that time has ended do where they were longer than usual.
   */
  private judge(end: StreamEnd): CallOutcome {
    if (end.kind === 'left' || this.slowButAlive) return 'neither';
    if (this.timedOut(end)) return this.overdue ? 'failure' : 'neither';
    if (this.request.signal?.aborted) return 'neither';
    return end.kind === 'failed' ? outcomeOf(end.error) : 'failure';
  }

  /** By its caller's deadline, or as a plain body, of which nobody sees whether it is being written. */
  private timedOut(end: StreamEnd): boolean {
    const error: unknown = this.request.signal?.aborted
      ? this.request.signal.reason
      : end.kind === 'failed' && end.error;
    if (!(error instanceof AppError)) return false;
    return error.kind === 'deadline-exceeded' || (error.code === PROVIDER_TIMEOUT && !this.request.deltas);
  }

  /** Nothing has come for so long that waiting is no impatience. */
  private get overdue(): boolean {
    const { clock, timeouts, usual } = this.tools;
    const patienceMs =
      usual.ms === 0 ? timeouts.firstTokenMs : Math.max(usual.ms * OVERDUE, SHORTEST_OVERDUE_MS);
    return !this.shown && clock.monotonic() - this.startedAt >= patienceMs;
  }
}
