import type { ModelEvent, TextDelta, UsageReport } from './model-event.js';

/**
 * The events of one chunk of the network: neighbouring deltas become one, a usage that follows a usage
 * replaces it, and everything stays in the order in which it came.
 */
export class AnswerEvents {
  private events: ModelEvent[] = [];

  add(event: ModelEvent): void {
    if (event.type === 'usage' && this.events.at(-1)?.type === 'usage') this.events.pop();
    this.events.push(event);
  }

  addText(delta: string): void {
    if (delta === '') return;
    const last = this.events.at(-1);
    if (last?.type === 'text-delta') this.events[this.events.length - 1] = joined(last, delta);
    else this.events.push({ type: 'text-delta', delta });
  }

  take(): readonly ModelEvent[] {
    const { events } = this;
    if (events.length > 0) this.events = [];
    return events;
  }
}

function joined(before: TextDelta, delta: string): TextDelta {
  return { type: 'text-delta', delta: before.delta + delta };
}

export function usageReport(usage: UsageReport['usage'], raw: unknown, final: boolean): UsageReport {
  return { type: 'usage', usage, final, raw };
}
