import type { AskContext } from '@app/chat';
import { AppError } from '@app/platform';

/** Whether the client means to come back: `Prefer: resumable` (RFC 7240) or `resumable: true` in the body. */
export function isResumable(body: { readonly resumable?: boolean | null }, prefer?: unknown): boolean {
  if (body.resumable === true) return true;
  return typeof prefer === 'string' && prefer.split(',').some((one) => /^\s*resumable\s*(;|$)/i.test(one));
}

/**
 * What aborts when the client goes: the answer itself, at once, because it costs money that nobody has a use for;
 * or, where the client may come back, only the news of it.
 */
export function whenLeft(
  resumable: boolean,
  answer: AbortController,
): { readonly leaving: AbortController; readonly resumable?: AskContext['resumable'] } {
  if (!resumable) return { leaving: answer };
  const leaving = new AbortController();
  return { leaving, resumable: { left: leaving.signal } };
}

/** The last `seq` that the client has: the header `Last-Event-ID`, as browsers send it; 0: it has none. */
export function lastEventId(header: unknown): number {
  if (header === undefined || header === '') return 0;
  if (typeof header === 'string' && /^\d{1,9}$/.test(header)) return Number(header);
  const message = 'must be the id of the last event that you have, a whole number';
  throw new AppError('validation-failed', 'bad-last-event-id', `Last-Event-ID: ${message}.`, {
    errors: [{ field: 'Last-Event-ID', message }],
  });
}
