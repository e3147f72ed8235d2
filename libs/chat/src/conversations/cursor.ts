import { AppError } from '@app/platform';

/** The last conversation of a page: the next one begins after it. */
export interface Cursor {
  /** Microseconds since the epoch, as text: more than a double holds exactly. */
  readonly updatedAt: string;
  readonly id: string;
}

const FORM = /^(\d{1,17})_([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

export function writeCursor({ updatedAt, id }: Cursor): string {
  return Buffer.from(`${updatedAt}_${id}`).toString('base64url');
}

export function readCursor(text: string): Cursor {
  const [, updatedAt, id] = FORM.exec(Buffer.from(text, 'base64url').toString('latin1')) ?? [];
  if (updatedAt !== undefined && id !== undefined) return { updatedAt, id };
  throw new AppError('validation-failed', 'malformed-cursor', 'This is not a cursor of ours.', {
    errors: [{ field: 'cursor', message: 'Send the next_cursor of the page before, or leave it out.' }],
  });
}
