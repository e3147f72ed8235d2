import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Bill } from '../bill/bill.js';
import type { Fault } from '../faults/fault.js';
import type { FaultRules } from '../faults/fault-rules.js';
import { FaultRuleError, parseFault } from '../faults/parse-fault.js';
import { deliverBody, deliverStream, reset } from './deliver.js';
import { Exchange } from './exchange.js';
import { BodyCutOff, BodyTooLarge, readBody } from './read-body.js';
import { type Asked, type Reply, Refusal, type VendorWire } from './vendor-wire.js';

export interface Desk {
  readonly bill: Bill;
  readonly rules: FaultRules;
  readonly now: () => number;
}

const NO_FAULT: Fault = Object.freeze({});
const NOTHING = (): null => null;
const JSON_TYPE = 'application/json';
const STREAM_TYPE = 'text/event-stream; charset=utf-8';

/** Takes one paid call from its arrival to its second line on the bill. */
export async function serveVendor(
  desk: Desk,
  wire: VendorWire,
  request: IncomingMessage,
  response: ServerResponse,
  query: URLSearchParams,
): Promise<void> {
  const exchange = new Exchange(wire.vendor, request, response, desk.bill, desk.now);
  try {
    const asked = await arrive(exchange, wire, query);
    const fault = faultOf(desk.rules, exchange, asked);
    if (replacesAnswer(fault)) return await answerWithFault(exchange, wire, fault);
    if (asked instanceof Refusal) throw asked;
    await answer(exchange, wire, asked, fault, desk.now());
  } catch (error) {
    refuse(exchange, wire, error, NO_FAULT);
  }
}

/** Reads the request and writes the call's first line. What cannot be read is a call all the same. */
async function arrive(
  exchange: Exchange,
  wire: VendorWire,
  query: URLSearchParams,
): Promise<Asked | Refusal> {
  let asked: Asked | Refusal;
  try {
    const body = exchange.request.method === 'POST' ? await readBody(exchange.request) : '';
    asked = wire.read(body, exchange.request, query);
  } catch (error) {
    asked = asRefusal(error);
  }
  exchange.open(asked instanceof Refusal ? null : asked.model);
  return asked;
}

function faultOf(rules: FaultRules, exchange: Exchange, asked: Asked | Refusal): Fault {
  const readable = asked instanceof Refusal ? { model: null, message: '' } : asked;
  const ruled = rules.strike({ vendor: exchange.vendor, model: readable.model, message: readable.message });
  const header = exchange.request.headers['x-sandbox-fault'];
  return typeof header === 'string' ? faultInHeader(header) : (ruled ?? NO_FAULT);
}

function faultInHeader(header: string): Fault {
  try {
    return parseFault(JSON.parse(header));
  } catch (error) {
    const why = error instanceof FaultRuleError ? error.message : 'the header must be a JSON object';
    throw new Refusal(400, `X-Sandbox-Fault: ${why}`, { param: 'X-Sandbox-Fault', code: 'invalid_fault' });
  }
}

const replacesAnswer = (fault: Fault): boolean =>
  fault.reset_after_chunks === 0 || fault.body !== undefined || (fault.status ?? 200) >= 400;

async function answerWithFault(exchange: Exchange, wire: VendorWire, fault: Fault): Promise<void> {
  if (fault.delay_ms) await exchange.wait(fault.delay_ms);
  if (exchange.gone) return;
  if (fault.reset_after_chunks === 0) reset(exchange);
  else if (fault.body !== undefined) replaceBody(exchange, wire, fault);
  else
    refuse(
      exchange,
      wire,
      new Refusal(fault.status as number, 'The sandbox was told to fail this call.'),
      fault,
    );
}

async function answer(
  exchange: Exchange,
  wire: VendorWire,
  asked: Asked,
  fault: Fault,
  now: number,
): Promise<void> {
  const reply = await asked.reply({ id: exchange.id, now, fault });
  exchange.usage = (tokens) => reply.usage(tokens);
  if (exchange.gone) return exchange.settle('aborted', reply.usage(0));
  if (fault.delay_ms) await exchange.wait(fault.delay_ms);
  if (!reply.stream && fault.first_token_delay_ms) await exchange.wait(fault.first_token_delay_ms);
  if (exchange.gone) return;
  if (reply.stream)
    return deliverStream(exchange, reply.stream, fault, headersFor(exchange, wire, fault, STREAM_TYPE));
  await deliverBody(
    exchange,
    withErrorInside(exchange, wire, reply, fault),
    fault,
    headersFor(exchange, wire, fault, JSON_TYPE),
  );
}

/** A plain body's error event: the vendor's error document where the answer should be. */
function withErrorInside(exchange: Exchange, wire: VendorWire, reply: Reply, fault: Fault): Reply {
  if (fault.error_event_after_chunks === undefined) return reply;
  const body = wire.errorBody(
    new Refusal(500, 'The sandbox was told to fail inside the answer.'),
    exchange.id,
  );
  exchange.usage = NOTHING;
  return { outputTokens: 0, usage: NOTHING, body: () => body };
}

function replaceBody(exchange: Exchange, wire: VendorWire, fault: Fault): void {
  const { body, status = 200 } = fault;
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  exchange.usage = () => usageIn(body);
  const type = typeof body === 'string' ? 'text/plain; charset=utf-8' : JSON_TYPE;
  exchange.response.writeHead(status, headersFor(exchange, wire, fault, type));
  exchange.end(text, 0, status < 400 ? 'completed' : 'failed');
}

/** What a replaced body says it used is what it is charged. */
const usageIn = (body: unknown): object | null => {
  const usage: unknown = (body as { usage?: unknown } | null)?.usage;
  return typeof usage === 'object' ? usage : null;
};

function refuse(exchange: Exchange, wire: VendorWire, error: unknown, fault: Fault): void {
  if (exchange.gone || exchange.response.headersSent) return void exchange.response.destroy();
  const refusal = asRefusal(error);
  exchange.usage = NOTHING;
  exchange.response.writeHead(refusal.status, headersFor(exchange, wire, fault, JSON_TYPE));
  exchange.end(wire.errorBody(refusal, exchange.id), 0, 'failed');
}

function asRefusal(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  if (error instanceof BodyTooLarge)
    return new Refusal(413, 'Request exceeds the maximum allowed number of bytes.');
  if (error instanceof BodyCutOff) return new Refusal(400, 'The request broke off.');
  console.error('sandbox:', error);
  return new Refusal(500, 'The sandbox itself failed; its log says why.');
}

function headersFor(exchange: Exchange, wire: VendorWire, fault: Fault, contentType: string): string[] {
  const headers = wire.headers(exchange.id, exchange.elapsed);
  headers.push('content-type', contentType);
  if (!fault.headers) return headers;
  const replaced = new Set(Object.keys(fault.headers).map((name) => name.toLowerCase()));
  const kept = headers.filter(
    (_, index) => !replaced.has((headers[index - (index % 2)] as string).toLowerCase()),
  );
  return [...kept, ...Object.entries(fault.headers).flat()];
}
