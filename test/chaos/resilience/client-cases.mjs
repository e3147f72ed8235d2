// What may happen to the clients.
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { addFault, ask, inParallel, KEY } from '../fleet.mjs';
import {
  atPace,
  hearSome,
  isWhole,
  modelCalls,
  openHolds,
  percentile,
  question,
  resume,
  rounded,
} from './asking.mjs';

export const cases = [
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
    fleet: { services: 2, env: { RESUME_LOST_AFTER_MS: '1500', CHAOS_LEASE_MS: '2000' } },
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
      const [service] = fleet.services;
      const before = rss(service);
      // Each is told 80,000 events again, 17 MB; the kernel takes several before anything waits here.
      const large = await leaveUnread(service, 6, { deltas: 80_000, fleet });
      // What a thousand of them cost is their number: they are told a short answer.
      const many = long ? await leaveUnread(service, 1_000, {}) : large;
      return {
        clients: long ? 1_006 : 6,
        waiting: large.waiting + many.waiting,
        moreMegabytes: Math.round((Math.max(large.most, many.most) - before) / 1e6),
        failed: large.failed + many.failed,
      };
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
    holds: (found, { long }) =>
      found.aborted === found.clients &&
      (!long || found.p95Ms <= 250 + found.nothingP99) &&
      found.openHolds === 0,
  },
];

/** The memory of a service's process, in bytes. */
function rss(service) {
  const status = readFileSync(`/proc/${service.child.pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+)/.exec(status)[1]) * 1_024;
}

/** Clients that ask for a kept answer's events and do not read, while others ask: what that does to the service. */
async function leaveUnread(service, clients, { deltas, fleet }) {
  const { id } = JSON.parse((await ask(service, question())).text);
  if (deltas) await tellLong(fleet, id, deltas);
  let most = 0;
  let failed = 0;
  let waiting = clients;
  const sockets = Array.from({ length: clients }, () => unread(service, id));
  for (let turn = 0; turn < 120 && (turn < 8 || waiting > 0); turn++) {
    if ((await ask(service, question())).status !== 200) failed++;
    most = Math.max(most, rss(service));
    const metrics = await (await fetch(`${service.url}/metrics`)).text();
    // The one that asks for the metrics is in flight itself.
    waiting = Number(/^chatbot_in_flight (\d+)/m.exec(metrics)[1]) - 1;
    await sleep(250);
  }
  for (const socket of sockets) socket.destroy();
  return { most, failed, waiting };
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
