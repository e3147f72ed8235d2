// Clients that ask and never read.
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { io } from 'socket.io-client';
import { ask, KEY } from '../fleet.mjs';
import { percentile, question, timed } from './asking.mjs';

/** Events of 8,000 deltas are 1.4 MB. */
const DELTAS = 8_000;

export const cases = [
  {
    name: 'clients that do not read an answer that is told again',
    twin: 'waits-for-everyone',
    async run(fleet, { long }) {
      const [service] = fleet.services;
      // Of 17 MB each: the kernel takes several before anything waits here.
      const large = await tellLong(fleet, 80_000);
      const few = await leaveUnread(service, 6, () => replay(service, large));
      if (!long) return few;
      const megabyte = await tellLong(fleet, DELTAS);
      const many = await leaveUnread(service, 1_000, () => replay(service, megabyte));
      return { ...many, waiting: few.waiting + many.waiting, failed: few.failed + many.failed };
    },
    holds: harmless,
  },
  {
    name: 'sockets that do not read',
    twin: 'waits-for-every-socket',
    async run(fleet, { long }) {
      const [service] = fleet.services;
      const large = await tellLong(fleet, 80_000);
      return leaveUnread(service, long ? 60 : 6, () => socketOn(service, large));
    },
    holds: harmless,
  },
];

function harmless(found, { long }) {
  const isQuick = !long || found.slowestHealthMs <= 1_000;
  return (
    found.waiting === 0 &&
    found.notDropped === 0 &&
    found.moreMegabytes <= 400 &&
    found.failed === 0 &&
    isQuick
  );
}

/** The memory of a service's process, in bytes. */
function rss(service) {
  const status = readFileSync(`/proc/${service.child.pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+)/.exec(status)[1]) * 1_024;
}

/** Such clients all at once, while others ask: what that does to the service until nobody is waited for. */
async function leaveUnread(service, clients, begin) {
  await ask(service, question());
  const before = rss(service);
  let most = before;
  let failed = 0;
  let waiting = clients;
  const health = [];
  const unread = await Promise.all(Array.from({ length: clients }, begin));
  for (let turn = 0; turn < 240 && (turn < 8 || waiting > 0); turn++) {
    if ((await ask(service, question())).status !== 200) failed++;
    most = Math.max(most, rss(service));
    health.push((await timed(async () => ({ ok: (await fetch(`${service.url}/health/live`)).ok }))).ms);
    const metrics = await (await fetch(`${service.url}/metrics`)).text();
    // The one that asks for the metrics is in flight itself.
    waiting = Number(/^chatbot_in_flight (\d+)/m.exec(metrics)[1]) - 1;
    await sleep(250);
  }
  const dropped = await Promise.all(unread.map((client) => client.wasDropped?.()));
  for (const client of unread) client.destroy();
  return {
    clients,
    waiting,
    notDropped: dropped.filter((was) => was === false).length,
    moreMegabytes: Math.round((most - before) / 1e6),
    slowestHealthMs: Math.round(percentile(health, 1)),
    failed,
  };
}

/** A kept answer that was told in so many events; resolves with its id. */
async function tellLong(fleet, deltas) {
  const { id } = JSON.parse((await ask(fleet.services[0], question())).text);
  await fleet.sql(
    `UPDATE answers SET
       response = jsonb_set(response::jsonb, '{message,content}', to_jsonb(repeat('x', $2::int)))::text,
       events = '[["response.created",{}],' || repeat('1,', $2::int) || '["usage.updated"],["response.completed"]]'
     WHERE id = $1`,
    [id, deltas],
  );
  return id;
}

/** Asks for an answer's events and reads none of them. */
function replay(service, id) {
  const socket = connect({ port: service.port, host: '127.0.0.1' });
  socket.on('error', () => {});
  socket.pause();
  socket.write(`GET /v1/chat/${id}/events HTTP/1.1\r\nHost: x\r\nX-API-Key: ${KEY}\r\n\r\n`);
  return socket;
}

/** Reads until it is connected and has asked, then no more. */
async function socketOn(service, id) {
  const options = { auth: { apiKey: KEY }, transports: ['websocket'], reconnection: false, forceNew: true };
  const socket = io(`${service.url}/chat`, options);
  await new Promise((resolve, reject) => socket.once('connect', resolve).once('connect_error', reject));
  socket.emit('chat:resume', { response_id: id });
  await sleep(20);
  const { _socket: wire } = socket.io.engine.transport.ws;
  wire.pause();
  return {
    destroy: () => socket.disconnect(),
    /** Whether the service hung up: reading on at last, it finds no end of the answer. */
    async wasDropped() {
      const end = new Promise((resolve) => {
        socket.once('disconnect', () => resolve(true));
        socket.on('chat:event', ({ type }) => type === 'response.completed' && resolve(false));
      });
      wire.resume();
      return Promise.race([end, sleep(30_000, false)]);
    },
  };
}
