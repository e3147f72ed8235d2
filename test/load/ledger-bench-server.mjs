// What the ledger costs the server process: the same service with its ledger and with none, in turns, on the same
// sandbox and database. CPU of the process itself, from /proc. `npm run build` first; BENCH_ROUNDS (5), BENCH_SECONDS (4).
import { Agent, request } from 'undici';
import { KEY, startFleet, startRig } from '../chaos/fleet.mjs';
import { cpuMilliseconds } from '../support/measured-process.mjs';

const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 5);
const SECONDS = Number(process.env.BENCH_SECONDS ?? 4);
const CONNECTIONS = 32;
const preload = new URL('../chaos/borders.mjs', import.meta.url).href;
const body = JSON.stringify({
  message: 'What is a ledger?',
  options: { search_enabled: false, max_tokens: 64 },
});
const headers = { 'content-type': 'application/json', 'x-api-key': KEY };

async function load(service, seconds) {
  const dispatcher = new Agent({ connections: CONNECTIONS, pipelining: 1 });
  const end = performance.now() + seconds * 1_000;
  let answered = 0;
  const lane = async () => {
    while (performance.now() < end) {
      const answer = await request(`${service.url}/v1/chat`, { method: 'POST', headers, body, dispatcher });
      await answer.body.text();
      if (answer.statusCode !== 200) throw new Error(`answered ${answer.statusCode}`);
      answered++;
    }
  };
  const before = cpuMilliseconds(service.child.pid);
  await Promise.all(Array.from({ length: CONNECTIONS }, lane));
  const spent = cpuMilliseconds(service.child.pid) - before;
  await dispatcher.close();
  return { cpuMs: spent / answered, perSecond: Math.round(answered / seconds) };
}

const middle = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

const rig = await startRig();
const fleet = await startFleet(rig, { services: 2, preload });
try {
  const [on, off] = fleet.services;
  await off.stop();
  off.env = { ...off.env, CHAOS_TWIN: 'none-at-all' };
  await off.start();
  for (const service of [on, off, on, off]) await load(service, SECONDS);
  const rounds = [];
  for (let round = 0; round < ROUNDS; round++)
    rounds.push({ on: await load(on, SECONDS), off: await load(off, SECONDS) });
  console.table(
    rounds.map((round) => ({
      'on, CPU ms': round.on.cpuMs.toFixed(3),
      'off, CPU ms': round.off.cpuMs.toFixed(3),
      'on, a second': round.on.perSecond,
      'off, a second': round.off.perSecond,
    })),
  );
  console.log(
    `the ledger costs ${middle(rounds.map(({ on, off }) => on.cpuMs - off.cpuMs)).toFixed(3)} ms CPU a request (median of ${ROUNDS})`,
  );
} finally {
  await fleet.stop();
  await rig.stop();
}
