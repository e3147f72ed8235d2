// What may happen to answers, case by case: providers, connections, clients, processes and the database go, one
// at a time. A case returns its figures and says what must hold of them; under its `twin` the same words must fail.
import { connect } from 'node:net';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { startChaosProxy } from '../support/chaos-proxy.mjs';
import { addFault, ask, inParallel, KEY, readBill } from './fleet.mjs';

export const preload = new URL('./resilience-twins.mjs', import.meta.url).href;

const question = (more = {}) => ({
  message: 'What happens when something breaks?',
  options: { search_enabled: false, max_tokens: 64, ...more.options },
  ...(more.resumable ? { resumable: true } : {}),
});
const percentile = (values, share) =>
  values.length === 0 ? 0 : values.toSorted((a, b) => a - b)[Math.ceil(values.length * share) - 1];
const rounded = (value) => Math.round(value * 10) / 10;

async function timed(work) {
  const startedAt = performance.now();
  const result = await work();
  return { ...result, ms: performance.now() - startedAt, at: performance.now() };
}

/** Questions at an even pace, whether or not the ones before were answered. */
async function atPace(perSecond, seconds, work) {
  const asked = [];
  const startedAt = performance.now();
  for (let index = 0; index < perSecond * seconds; index++) {
    const wait = startedAt + (index * 1_000) / perSecond - performance.now();
    if (wait > 1) await sleep(wait);
    asked.push(timed(() => work(index)));
  }
  return Promise.all(asked);
}

async function openHolds(fleet) {
  const [{ open }] = await fleet.sql('SELECT count(*)::int AS open FROM holds');
  return open;
}

/** The service anew, with its way to OpenAI through a proxy. */
async function through(fleet, proxy) {
  const [service] = fleet.services;
  await service.stop();
  service.env.OPENAI_BASE_URL = `http://127.0.0.1:${proxy.port}/v1`;
  await service.start();
  return service;
}

/** Reads events of a stream until `enough(events)`, or to its end. */
async function readEvents(response, enough = () => false) {
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

const headers = { 'content-type': 'application/json', 'x-api-key': KEY };

async function hearSome(service, body, deltas) {
  const leaving = new AbortController();
  const response = await fetch(`${service.url}/v1/chat`, {
    method: 'POST',
    headers: { ...headers, accept: 'text/event-stream' },
    body: JSON.stringify(body),
    signal: leaving.signal,
  });
  const events = await readEvents(
    response,
    (heard) => heard.filter(({ type }) => type === 'content.delta').length >= deltas,
  );
  leaving.abort();
  return events;
}

async function resume(service, id, after) {
  const response = await fetch(`${service.url}/v1/chat/${id}/events`, {
    headers: { ...headers, 'last-event-id': String(after) },
  });
  return response.ok ? readEvents(response) : [];
}

/** No gap, no duplicate, one end, and the deltas are the content. */
function isWhole(events) {
  const content = events.map((event) => (event.type === 'content.delta' ? event.data.delta : '')).join('');
  const ends = events.filter(({ type }) => /^response\.(?!created)/.test(type));
  const last = events.at(-1)?.data;
  return (
    ends.length === 1 &&
    events.every(({ seq }, index) => seq === index + 1) &&
    (last?.response ?? last)?.message?.content === content
  );
}

const modelCalls = async (fleet, vendor) =>
  (await readBill(fleet.sandbox)).filter((call) => call.vendor === vendor);

export const cases = [
  {
    name: 'one provider down',
    twin: 'retry-storm',
    async run(fleet, { long }) {
      const [rate, before, down] = long ? [200, 5, 60] : [60, 2, 7];
      const [service] = fleet.services;
      const well = await atPace(rate, before, () => ask(service, question()));
      const known = (await modelCalls(fleet, 'openai')).length;
      await addFault(fleet.sandbox, { match: { vendor: 'openai' }, fault: { status: 503 } });
      const downAt = performance.now();
      const asked = await atPace(rate, down, () => ask(service, question()));
      const calls = (await modelCalls(fleet, 'openai')).length - known;
      const answered = asked.filter(({ status }) => status === 200).length;
      const open = asked.filter(({ at, ms }) => at - ms - downAt > 2_000).map(({ ms }) => ms);
      return {
        asked: asked.length,
        answeredPercent: rounded((answered / asked.length) * 100),
        callsToDeadOne: calls,
        p95Before: rounded(
          percentile(
            well.map(({ ms }) => ms),
            0.95,
          ),
        ),
        p95Open: rounded(percentile(open, 0.95)),
        openHolds: await openHolds(fleet),
      };
    },
    // Before it opens every request may try once; afterwards three probes each half minute.
    holds: (found) =>
      found.answeredPercent >= 99.9 &&
      found.callsToDeadOne <= 1.1 * found.asked * 0.2 + 6 &&
      found.p95Open - found.p95Before <= 300 &&
      found.openHolds === 0,
  },
  {
    name: 'both providers down',
    twin: 'retry-storm',
    async run(fleet, { long }) {
      const [service] = fleet.services;
      await addFault(fleet.sandbox, { match: {}, fault: { status: 503 } });
      await atPace(20, 2, () => ask(service, question()));
      const [rate, seconds] = long ? [200, 20] : [60, 4];
      // What the machine and this client take by themselves, at the same time.
      const nothing = atPace(20, seconds, async () => ({
        ok: (await fetch(`${service.url}/health/live`)).ok,
      }));
      const asked = await atPace(rate, seconds, () => ask(service, question()));
      return {
        asked: asked.length,
        nothingP99: rounded(
          percentile(
            (await nothing).map(({ ms }) => ms),
            0.99,
          ),
        ),
        p50: rounded(
          percentile(
            asked.map(({ ms }) => ms),
            0.5,
          ),
        ),
        refused: asked.filter(({ status }) => status === 503).length,
        withRetryAfter: asked.filter((one) => Number(one.headers.get('retry-after')) > 0).length,
        p99: rounded(
          percentile(
            asked.map(({ ms }) => ms),
            0.99,
          ),
        ),
        openHolds: await openHolds(fleet),
      };
    },
    holds: (found) =>
      found.refused === found.asked &&
      found.withRetryAfter === found.asked &&
      found.p99 <= 50 + found.nothingP99 &&
      found.openHolds === 0,
  },
  {
    name: 'streams cut at random and resumed elsewhere',
    fleet: { services: 2 },
    twin: 'says-it-twice',
    async run(fleet, { long, random }) {
      const count = long ? 2_000 : 80;
      await addFault(fleet.sandbox, { match: {}, fault: { chunk_delay_ms: 20, output_tokens: 60 } });
      let whole = 0;
      await inParallel(count, 40, async () => {
        const heard = await hearSome(
          fleet.services[0],
          question({ resumable: true }),
          1 + Math.floor(random() * 15),
        );
        await sleep(random() * 400);
        let all = heard;
        const [again] = heard;
        if (again) all = [...heard, ...(await resume(fleet.services[1], again.response_id, heard.length))];
        if (isWhole(all) && all.at(-1).type === 'response.completed') whole++;
      });
      const calls = (await modelCalls(fleet, 'openai')).length;
      return { streams: count, whole, calls, openHolds: await openHolds(fleet) };
    },
    holds: (found) => found.whole === found.streams && found.calls === found.streams && found.openHolds === 0,
  },
  {
    name: 'the process of a stream is killed, its reader resumes elsewhere',
    fleet: { services: 2, env: { CHAOS_SILENT_MS: '1500', CHAOS_LEASE_MS: '2000' } },
    twin: 'events-in-memory',
    async run(fleet) {
      await addFault(fleet.sandbox, { match: {}, fault: { chunk_delay_ms: 30, output_tokens: 400 } });
      const heard = await Promise.all(
        Array.from({ length: 10 }, () => hearSome(fleet.services[0], question({ resumable: true }), 8)),
      );
      await sleep(300);
      await fleet.services[0].kill();
      const whole = await Promise.all(
        heard.map(async (events) => {
          const rest = await resume(fleet.services[1], events[0].response_id, events.length);
          return isWhole([...events, ...rest]) && rest.at(-1).type === 'response.incomplete';
        }),
      );
      return { streams: heard.length, whole: whole.filter(Boolean).length };
    },
    holds: (found) => found.whole === found.streams,
  },
  {
    name: 'clients that do not read',
    twin: 'waits-for-everyone',
    async run(fleet, { long }) {
      // Each is told 80,000 events again, 17 MB; the kernel takes several before anything waits here. In the long
      // form a thousand of them are told a short answer: what they cost is their number.
      const count = long ? 1_000 : 6;
      const [service] = fleet.services;
      const { id } = JSON.parse((await ask(service, question())).text);
      if (!long) await tellLong(fleet, id, 80_000);
      const before = rss(service);
      let most = before;
      let failed = 0;
      const sockets = Array.from({ length: count }, () => unread(service, id));
      for (let turn = 0; turn < 20; turn++) {
        if ((await ask(service, question())).status !== 200) failed++;
        most = Math.max(most, rss(service));
        await sleep(250);
      }
      const metrics = await (await fetch(`${service.url}/metrics`)).text();
      // The one that asks for the metrics is in flight itself.
      const waiting = Number(/^chatbot_in_flight (\d+)/m.exec(metrics)[1]) - 1;
      for (const socket of sockets) socket.destroy();
      return { clients: count, waiting, moreMegabytes: Math.round((most - before) / 1e6), failed };
    },
    holds: (found) => found.waiting === 0 && found.moreMegabytes <= 400 && found.failed === 0,
  },
  {
    name: 'clients that vanish',
    twin: 'deaf',
    async run(fleet, { long }) {
      const count = long ? 200 : 20;
      await addFault(fleet.sandbox, { match: {}, fault: { chunk_delay_ms: 50, output_tokens: 100 } });
      const left = [];
      // What the machine takes by itself, at the same time.
      const nothing = atPace(20, 2, async () => ({
        ok: (await fetch(`${fleet.services[0].url}/health/live`)).ok,
      }));
      await inParallel(count, 10, async () => {
        await hearSome(fleet.services[0], question(), 2);
        left.push(Date.now());
      });
      await sleep(400);
      const ends = (await modelCalls(fleet, 'openai')).filter(({ outcome }) => outcome === 'aborted');
      const late = ends
        .map(({ ended_at }) => Date.parse(ended_at))
        .sort((a, b) => a - b)
        .map((at, index) => at - left.toSorted((a, b) => a - b)[index]);
      return {
        clients: count,
        aborted: ends.length,
        nothingP99: rounded(
          percentile(
            (await nothing).map(({ ms }) => ms),
            0.99,
          ),
        ),
        p95Ms: percentile(late, 0.95),
        slowestMs: Math.max(0, ...late),
        openHolds: await openHolds(fleet),
      };
    },
    holds: (found) =>
      found.aborted === found.clients && found.p95Ms <= 250 + found.nothingP99 && found.openHolds === 0,
  },
  {
    name: 'PostgreSQL gone',
    twin: 'spends-unwritten',
    async run(fleet) {
      const [service] = fleet.services;
      const status = async (path) =>
        (await fetch(service.url + path, { headers }).catch(() => ({ status: 0 }))).status;
      await ask(service, question());
      const before = (await readBill(fleet.sandbox)).length;
      fleet.killPostgres();
      for (let turn = 0; turn < 50; turn++) {
        const isGone = await fleet.sql('SELECT 1').then(
          () => false,
          () => true,
        );
        if (isGone) break;
        await sleep(100);
      }
      await sleep(300);
      const asked = await Promise.all(
        Array.from({ length: 10 }, () => timed(() => ask(service, question()))),
      );
      const [live, ready] = [await status('/health/live'), await status('/health/ready')];
      const calls = (await readBill(fleet.sandbox)).length - before;
      await fleet.restartPostgres();
      let recovered = 0;
      for (let turn = 0; turn < 50 && recovered !== 200; turn++) {
        recovered = (await ask(service, question())).status;
        if (recovered !== 200) await sleep(100);
      }
      const refused = asked.filter((one) => one.status === 503).length;
      return {
        asked: 10,
        refused,
        calls,
        live,
        ready,
        recovered,
        slowest: Math.round(
          percentile(
            asked.map(({ ms }) => ms),
            1,
          ),
        ),
      };
    },
    holds: (found) =>
      found.refused === 10 &&
      found.calls === 0 &&
      found.live === 200 &&
      found.ready === 503 &&
      found.recovered === 200,
  },
  {
    name: 'overload',
    fleet: { env: { MAX_IN_FLIGHT: '40' } },
    twin: 'no-limit',
    async run(fleet, { long }) {
      const [service] = fleet.services;
      await addFault(fleet.sandbox, { match: {}, fault: { delay_ms: 4_000 } });
      const held = Array.from({ length: 38 }, () => ask(service, question()));
      await sleep(800);
      const asked = [];
      for (let turn = 0; turn < (long ? 1_000 : 100); turn++) {
        const controller = AbortSignal.timeout(500);
        asked.push(await timed(() => ask(service, question(), { signal: controller })));
        if (performance.now() - asked[0].at > 2_500) break;
      }
      const health = await timed(async () => ({ status: (await fetch(`${service.url}/health`)).status }));
      const answered = (await Promise.all(held)).filter(({ status }) => status === 200).length;
      return {
        asked: asked.length,
        refused: asked.filter(({ status }) => status === 503).length,
        p50: rounded(
          percentile(
            asked.map(({ ms }) => ms),
            0.5,
          ),
        ),
        p99: rounded(
          percentile(
            asked.map(({ ms }) => ms),
            0.99,
          ),
        ),
        health: health.status,
        answered,
      };
    },
    holds: (found) =>
      found.refused === found.asked && found.p50 <= 10 && found.health === 200 && found.answered === 38,
  },
  {
    name: 'deploys behind a balancer',
    fleet: { services: 2, env: { SHUTDOWN_BALANCER_WAIT_MS: '1500', SHUTDOWN_TIMEOUT_MS: '15000' } },
    twin: 'sudden-stop',
    async run(fleet, { long }) {
      const balancer = startBalancer(fleet.services);
      await balancer.ready();
      await addFault(fleet.sandbox, { match: {}, fault: { first_token_delay_ms: 100 } });
      const deploys = long ? 4 : 2;
      const asking = atPace(40, deploys * 5, () => ask(balancer.next(), question()));
      const stops = [];
      for (let turn = 0; turn < deploys; turn++) {
        const service = fleet.services[turn % 2];
        await sleep(500);
        const stop = await timed(async () => {
          await service.stop();
          return {};
        });
        stops.push(stop.ms);
        await service.start();
        await sleep(500);
      }
      const asked = await asking;
      balancer.stop();
      const failed = asked.filter(({ status }) => status !== 200);
      return {
        asked: asked.length,
        failed: failed.length,
        statuses: [...new Set(failed.map(({ status }) => status))].join(' ') || 'none',
        slowestStopMs: Math.round(Math.max(...stops)),
        openHolds: await openHolds(fleet),
      };
    },
    holds: (found) => found.failed === 0 && found.slowestStopMs <= 30_000 && found.openHolds === 0,
  },
  {
    name: 'a connection that misbehaves',
    async run(fleet) {
      const proxy = await startChaosProxy(fleet.sandbox.port);
      const service = await through(fleet, proxy);
      const modes = {
        latency: { latencyMs: 200 },
        slicing: { slice: 7 },
        reset: { resetAfter: 700 },
        'half-close': { halfCloseAfter: 700 },
        refusal: 'refuse',
        'black-hole': 'black-hole',
      };
      const ended = {};
      for (const [name, mode] of Object.entries(modes)) {
        proxy.set(mode);
        const response = await fetch(`${service.url}/v1/chat`, {
          method: 'POST',
          headers: { ...headers, accept: 'text/event-stream', 'x-request-timeout': '8000' },
          body: JSON.stringify(question()),
        });
        const events = await readEvents(response);
        const last = events.at(-1);
        ended[name] = isWhole(events)
          ? `${last.type.slice(9)}${(last.data.response ?? last.data).metadata.fallback ? ' by fallback' : ''}`
          : 'torn';
      }
      await proxy.stop();
      return { ...ended, openHolds: await openHolds(fleet) };
    },
    holds: (found) =>
      found.latency === 'completed' &&
      found.slicing === 'completed' &&
      !Object.values(found).includes('torn') &&
      found.openHolds === 0,
  },
];

/** The memory of a service's process, in bytes. */
function rss(service) {
  const status = readFileSync(`/proc/${service.child.pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+)/.exec(status)[1]) * 1_024;
}

/** Makes of a kept answer one that was told in so many events. */
async function tellLong(fleet, id, deltas) {
  await fleet.sql(
    `UPDATE answers SET
       response = jsonb_set(response::jsonb, '{message,content}', to_jsonb(repeat('x', $2::int)))::text,
       events = '[["response.created",{}],' || repeat('1,', $2::int) || '["usage.updated"],["response.completed"]]'
     WHERE id = $1`,
    [id, deltas],
  );
}

/** A client that asks for an answer's events and never reads. */
function unread(service, id) {
  const socket = connect({ port: service.port, host: '127.0.0.1' });
  socket.on('error', () => {});
  socket.pause();
  socket.write(`GET /v1/chat/${id}/events HTTP/1.1\r\nHost: x\r\nX-API-Key: ${KEY}\r\n\r\n`);
  return socket;
}

/** Sends new requests to whoever says that he is ready, as asked four times a second. */
function startBalancer(services) {
  const ready = new Set();
  let turn = 0;
  const look = async () => {
    for (const service of services) {
      const up = await fetch(`${service.url}/health/ready`, { signal: AbortSignal.timeout(1_000) }).then(
        ({ ok }) => ok,
        () => false,
      );
      if (up) ready.add(service);
      else ready.delete(service);
    }
  };
  const timer = setInterval(() => void look(), 250);
  return {
    ready: look,
    next: () => [...ready][turn++ % Math.max(1, ready.size)] ?? services[0],
    stop: () => clearInterval(timer),
  };
}
