import type { Refusal } from '../http/vendor-wire.js';

const TYPES: Readonly<Record<number, [type: string, code: string | null]>> = {
  403: ['permission_error', 'permission_denied'],
  409: ['conflict_error', null],
  429: ['rate_limit_error', 'rate_limit_exceeded'],
};

/** OpenAI's error document. */
export function openaiError({ status, message, type, param, code }: Refusal): string {
  const [usualType, usualCode] = TYPES[status] ?? [
    status >= 500 ? 'server_error' : 'invalid_request_error',
    null,
  ];
  return JSON.stringify({ error: { message, type: type ?? usualType, param, code: code ?? usualCode } });
}
