// What may happen to the processes and to what they stand on.
import { setTimeout as sleep } from 'node:timers/promises';
import { addFault, ask, askPatiently, clearFaults, countCalls, readBill } from '../fleet.mjs';
import { until } from '../until.mjs';
import {
  aim,
  atPace,
  callsEnd,
  headers,
  idle,
  isWhole,
  openHolds,
  percentile,
  question,
  readEvents,
  resume,
  rounded,
  timed,
  whileBusy,
} from './asking.mjs';
import { startBalancer } from './balancer.mjs';

const DRILL_SECONDS = 160;

export const cases = [
  {
    name: 'PostgreSQL gone',
    twin: 'spends-unwritten',
    async run(fleet) {
      const [service] = fleet.services;
      const status = async (path) =>
        (await fetch(service.url + path, { headers }).catch(() => ({ status: 0 }))).status;
      await ask(service, question());
      const before = (await readBill(fleet.sandbox)).length;
      // Killed, it would be started again by whoever runs it.
      await fleet.stopPostgres();
      // What probes are told may be 1.5 s old, and the look that was under way takes 2 s.
      const isKnown = async () => (await status('/health/ready')) === 503;
      await until('the finding', isKnown, { withinMs: 20_000 }).catch(() => undefined);
      const asked = await Promise.all(
        Array.from({ length: 10 }, () => timed(() => ask(service, question()))),
      );
      const [live, ready] = [await status('/health/live'), await status('/health/ready')];
      const calls = (await readBill(fleet.sandbox)).length - before;
      await fleet.startPostgres();
      const { status: recovered } = await askPatiently(service, question());
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
    name: 'PostgreSQL gone while an answer is followed and until it has ended',
    twin: ['looks-once', 'writes-once'],
    async run(fleet) {
      const [service] = fleet.services;
      // Seconds of answer, and the database away for most of them and for longer than one write waits for it.
      await addFault(fleet.sandbox, { match: {}, fault: { chunk_delay_ms: 100, output_tokens: 60 } });
      const asking = await whileBusy(() =>
        fetch(`${service.url}/v1/chat`, {
          method: 'POST',
          headers: { ...headers, accept: 'text/event-stream' },
          body: JSON.stringify(question({ resumable: true })),
        }),
      );
      let id;
      const live = readEvents(asking, ([first]) => void (id ??= first?.response_id));
      await until('the first event', () => id);
      const following = await fetch(`${service.url}/v1/chat/${id}/events`, { headers });
      const followed = readEvents(following);
      await sleep(1_500);
      await fleet.stopPostgres();
      await callsEnd(fleet, 60_000);
      await sleep(6_000);
      await fleet.startPostgres();
      const told = await Promise.all([live, followed]);
      told.push(await resume(service, id, 0));
      const completed = told.filter((events) => events.at(-1)?.type === 'response.completed');
      return {
        readers: told.length,
        whole: completed.filter(isWhole).length,
        differentEnds: new Set(completed.map((events) => JSON.stringify(events.at(-1).data))).size,
      };
    },
    holds: (found) => found.whole === found.readers && found.differentEnds === 1,
  },
  {
    name: 'overload',
    fleet: { env: { MAX_IN_FLIGHT: '40' }, gated: true },
    twin: 'no-limit',
    async run(fleet, { long }) {
      const [service] = fleet.services;
      // All of them are inside, and none is answered before the others have been refused.
      fleet.gate.shut();
      const held = Array.from({ length: 38 }, () => askPatiently(service, question()));
      await until('38 calls', async () => (await countCalls(fleet.sandbox)) >= 38);
      const asked = [];
      const nothing = idle(service, 2);
      for (let turn = 0; turn < (long ? 1_000 : 100); turn++) {
        const controller = AbortSignal.timeout(2_000);
        asked.push(await timed(() => ask(service, question(), { signal: controller })));
        if (performance.now() - asked[0].at > 2_500) break;
      }
      const health = await timed(async () => ({ status: (await fetch(`${service.url}/health`)).status }));
      fleet.gate.open();
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
        slowestMs: rounded(Math.max(...asked.map(({ ms }) => ms))),
        nothingP99: await nothing,
        health: health.status,
        answered,
      };
    },
    holds: (found, { long }) =>
      found.refused === found.asked &&
      (!long || found.p50 <= 10) &&
      found.health === 200 &&
      found.answered === 38,
    aims: ({ slowestMs, p99, nothingP99 }) => [
      aim('refused within 10 ms, every one', slowestMs, 10, nothingP99),
      aim('refused within 10 ms, p99', p99, 10, nothingP99),
    ],
  },
  {
    name: 'deploys behind a balancer',
    fleet: { services: 2, env: { SHUTDOWN_BALANCER_WAIT_MS: '3000', SHUTDOWN_TIMEOUT_MS: '15000' } },
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
    name: 'a stop while the database says nothing',
    fleet: { env: { SHUTDOWN_TIMEOUT_MS: '6000', CHAOS_LEASE_MS: '2000' } },
    twin: 'patient-stop',
    async run(fleet) {
      const [service] = fleet.services;
      await addFault(fleet.sandbox, { match: {}, fault: { first_token_delay_ms: 1_000 } });
      const asked = Array.from({ length: 5 }, () => ask(service, question()));
      await sleep(600);
      fleet.freezePostgres();
      const startedAt = performance.now();
      service.child.kill('SIGTERM');
      await Promise.race([service.exited, sleep(12_000)]);
      const ms = Math.round(performance.now() - startedAt);
      const ended = service.dead;
      fleet.freezePostgres('CONT');
      if (!ended) await service.kill();
      await Promise.all(asked);
      await service.start();
      return { running: asked.length, ended, withinMs: ms };
    },
    holds: (found) => found.ended && found.withinMs <= 8_000,
  },
  {
    name: 'a drill: providers, database and deploys in turn',
    longOnly: true,
    fleet: {
      services: 2,
      env: { SHUTDOWN_BALANCER_WAIT_MS: '1500', SHUTDOWN_TIMEOUT_MS: '15000', CHAOS_LEASE_MS: '3000' },
    },
    twin: 'sudden-stop',
    async run(fleet) {
      const balancer = startBalancer(fleet.services);
      await balancer.ready();
      const asking = atPace(25, DRILL_SECONDS, () => comeAgain(() => balancer.next()));
      // A provider is down for a twentieth of the time, in three pieces; beside that two restarts and four deploys.
      for (let turn = 0; turn < 4; turn++) {
        await sleep(8_000);
        if (turn < 3) await providerDown(fleet, (DRILL_SECONDS * 1_000) / 20 / 3);
        await sleep(8_000);
        if (turn % 2 === 0) await restartPostgres(fleet);
        await sleep(8_000);
        await fleet.services[turn % 2].stop();
        await fleet.services[turn % 2].start();
      }
      const asked = await asking;
      balancer.stop();
      const share = (some) => Number(((some.length / asked.length) * 100).toFixed(2));
      return {
        asked: asked.length,
        goodPercent: share(asked.filter(({ status }) => status === 200)),
        cameAgainPercent: share(asked.filter(({ tries }) => tries > 1)),
        statuses: [...new Set(asked.map(({ status }) => status))].join(' '),
      };
    },
    holds: (found) => found.goodPercent >= 99.9,
  },
];

/** As a client should: told when to come again, it does, twice. Nothing else is tried again. */
async function comeAgain(choose) {
  for (let tries = 1; ; tries++) {
    const answer = await ask(choose(), question());
    const after = Number(answer.headers.get('retry-after'));
    if (answer.status !== 503 || !after || tries === 3) return { status: answer.status, tries };
    await sleep(Math.min(after, 5) * 1_000);
  }
}

async function providerDown(fleet, milliseconds) {
  await addFault(fleet.sandbox, { match: { vendor: 'openai' }, fault: { status: 503 } });
  await sleep(milliseconds);
  await clearFaults(fleet.sandbox);
}

async function restartPostgres(fleet) {
  await fleet.stopPostgres();
  await fleet.startPostgres();
}
