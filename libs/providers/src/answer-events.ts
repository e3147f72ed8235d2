import type { ModelEvent, TextDelta, UsageReport } from './model-event.js';

/**
 * The events of one chunk of the network: neighbouring deltas become one, a usage that follows a usage
 * replaces it, and everything stays in the order in which it came.
 */
export class AnswerEvents {
  private events: ModelEvent[] = [];

  add(event: ModelEvent): void {
    if (replaces(event, this.events.at(-1))) this.events.pop();
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

/** The last report counts; one that says nothing takes the place of none that did. */
export function replaces(event: ModelEvent, before: ModelEvent | undefined): boolean {
  if (event.type !== 'usage' || before?.type !== 'usage') return false;
  return event.usage !== null || before.usage === null;
}

export function usageReport(usage: UsageReport['usage'], raw: unknown, final: boolean): UsageReport {
  return { type: 'usage', usage, final, raw };
}
