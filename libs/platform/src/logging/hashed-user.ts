import { createHmac } from 'node:crypto';

/** Stable for one deployment, and no way back to the user: `user-` and 16 hexadecimal digits (64 bits). */
export function hashedUser(userId: string, secret: string | null): string {
  return `user-${createHmac('sha256', secret ?? '')
    .update(userId)
    .digest('hex')
    .slice(0, 16)}`;
}
