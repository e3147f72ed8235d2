import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ServerResponse } from 'node:http';
import { controlError } from '../http/control.js';
import { sendNothing } from '../http/send.js';
import type { Bill } from './bill.js';

/** `GET /_sandbox/bill?since=<RFC 3339>`: the lines written since then, NDJSON. */
export async function readBill(bill: Bill, response: ServerResponse, query: URLSearchParams): Promise<void> {
  const since = query.get('since');
  const from = since === null || since === '' ? 0 : Date.parse(since);
  if (Number.isNaN(from)) {
    return controlError(
      response,
      400,
      'since',
      'since must be a date and time as RFC 3339 writes it: 2026-01-31T12:00:00Z',
    );
  }
  response.writeHead(200, {
    'content-type': 'application/x-ndjson; charset=utf-8',
    'x-sandbox-bill-dropped': String(bill.dropped),
  });
  await pipeline(Readable.from(bill.blocks(from)), response).catch(() => response.destroy());
}

export async function clearBill(bill: Bill, response: ServerResponse): Promise<void> {
  await bill.clear();
  sendNothing(response);
}
