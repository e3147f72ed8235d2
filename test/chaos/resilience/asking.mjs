// How answers are asked for, heard and judged in the resilience cases.
import { setTimeout as sleep } from 'node:timers/promises';
import { ask, KEY, readBill } from '../fleet.mjs';
import { until } from '../until.mjs';

export const question = (more = {}) => ({
  message: 'What happens when something breaks?',
  options: { search_enabled: false, max_tokens: 64, ...more.options },
  ...(more.resumable ? { resumable: true } : {}),
});
export const percentile = (values, share) =>
  values.length === 0 ? 0 : values.toSorted((a, b) => a - b)[Math.ceil(values.length * share) - 1];
export const rounded = (value) => Math.round(value * 10) / 10;

export async function timed(work) {
  const startedAt = performance.now();
  const result = await work();
  return { ...result, ms: performance.now() - startedAt, at: performance.now() };
}

/** Questions at an even pace, whether or not the ones before were answered. */
export async function atPace(perSecond, seconds, work) {
  const asked = [];
  const startedAt = performance.now();
  for (let index = 0; index < perSecond * seconds; index++) {
    const wait = startedAt + (index * 1_000) / perSecond - performance.now();
    if (wait > 1) await sleep(wait);
    asked.push(timed(() => work(index)));
  }
  return Promise.all(asked);
}

/**
 * What an idle call takes from the same client at the same time, in milliseconds: the machine's own share of every
 * number measured beside it.
 */
export async function idle(service, seconds) {
  // A twin may leave nobody to answer: that is slow, and no reason to end the run.
  const live = () => fetch(`${service.url}/health/live`).catch(() => ({ ok: false }));
  const calls = await atPace(20, seconds, async () => ({ ok: (await live()).ok }));
  return rounded(
    percentile(
      calls.map(({ ms }) => ms),
      0.99,
    ),
  );
}

/** An aim as it was set, and whether this machine has kept it; `idleMs` says what it took for nothing meanwhile. */
export const aim = (text, ms, limitMs, idleMs) => ({
  text,
  held: ms <= limitMs,
  measured: `${ms} ms; an idle call ${idleMs} ms`,
});

/** What is left on hold when what was left is posted: that of clients that are gone takes a moment more. */
export async function openHolds(fleet) {
  let open = -1;
  const count = async () => ([{ open }] = await fleet.sql('SELECT count(*)::int AS open FROM holds'));
  await until('postings', async () => (await count()) && open === 0, { withinMs: 5_000 }).catch(
    () => undefined,
  );
  return open;
}

/** What the service says where it is busy with other things: no answer of the kind that is judged. */
const AT_THE_DOOR = /overloaded|database-unavailable/;

/** As `ask`; comes again, for a while, when it is refused at the door. */
export async function askInside(service, body, options) {
  for (let tries = 0; ; tries++) {
    const answer = await ask(service, body, options);
    if (answer.status !== 503 || !AT_THE_DOOR.test(answer.text) || tries === 50) return answer;
    await sleep(100);
  }
}

/** The service anew, with its way to OpenAI through a proxy. */
export async function through(fleet, proxy) {
  const [service] = fleet.services;
  await service.stop();
  service.env.OPENAI_BASE_URL = `http://127.0.0.1:${proxy.port}/v1`;
  await service.start();
  return service;
}

/** Reads events of a stream until `enough(events)`, or to its end. */
export async function readEvents(response, enough = () => false) {
  const events = [];
  let text = '';
  for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    const frames = text.split('\n\n');
    text = frames.pop();
    for (const frame of frames)
      if (frame.includes('data: ')) events.push(JSON.parse(frame.slice(frame.indexOf('data: ') + 6)));
    if (enough(events)) break;
  }
  return events;
}

/** A busy machine's refusal is none of the stream's. */
export async function whileBusy(request) {
  for (let tries = 0; ; tries++) {
    const response = await request();
    if (response.status !== 503 || tries === 50) return response;
    await response.body.cancel();
    await sleep(100);
  }
}

/** Whether every call has ended, waited for; one that nobody ends is told by its outcome. */
export const callsEnd = (fleet, withinMs) =>
  until('ends', async () => (await readBill(fleet.sandbox)).every(({ ended_at }) => ended_at), {
    withinMs,
  }).catch(() => undefined);

export const headers = { 'content-type': 'application/json', 'x-api-key': KEY };

export async function hearSome(service, body, deltas) {
  const leaving = new AbortController();
  const ask = () =>
    fetch(`${service.url}/v1/chat`, {
      method: 'POST',
      headers: { ...headers, accept: 'text/event-stream' },
      body: JSON.stringify(body),
      signal: leaving.signal,
    });
  const response = await whileBusy(ask);
  const events = await readEvents(
    response,
    (heard) => heard.filter(({ type }) => type === 'content.delta').length >= deltas,
  );
  leaving.abort();
  return events;
}

export async function resume(service, id, after) {
  const response = await whileBusy(() =>
    fetch(`${service.url}/v1/chat/${id}/events`, {
      headers: { ...headers, 'last-event-id': String(after) },
    }),
  );
  // 204: there is nothing more to tell.
  return response.status === 200 ? readEvents(response) : [];
}

/** No gap, no duplicate, one end, and the deltas are the content. */
export function isWhole(events) {
  const content = events.map((event) => (event.type === 'content.delta' ? event.data.delta : '')).join('');
  const ends = events.filter(({ type }) => /^response\.(?!created)/.test(type));
  const last = events.at(-1)?.data;
  return (
    ends.length === 1 &&
    events.every(({ seq }, index) => seq === index + 1) &&
    (last?.response ?? last)?.message?.content === content
  );
}

export const modelCalls = async (fleet, vendor) =>
  (await readBill(fleet.sandbox)).filter((call) => call.vendor === vendor);
