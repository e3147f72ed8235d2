import type { IncomingMessage } from 'node:http';

/** Anthropic's own limit for a request, in bytes. */
const LARGEST_BODY = 32 * 1024 * 1024;

export class BodyTooLarge extends Error {}
export class BodyCutOff extends Error {}

/** The whole body as text. Throws `BodyTooLarge`, or `BodyCutOff` when the client goes away before its end. */
export function readBody(request: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    let size = 0;
    request.on('data', (part: Buffer) => {
      size += part.length;
      if (size <= LARGEST_BODY) parts.push(part);
      else if (parts.length > 0) {
        parts.length = 0;
        reject(new BodyTooLarge());
      }
    });
    request.on('end', () =>
      resolve(parts.length === 1 ? (parts[0] as Buffer).toString() : Buffer.concat(parts).toString()),
    );
    request.on('close', () => request.complete || reject(new BodyCutOff()));
    request.on('error', () => reject(new BodyCutOff()));
  });
}
