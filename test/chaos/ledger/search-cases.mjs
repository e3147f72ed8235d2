// Searches cost as much as short answers do, and have no half answers: audited like models.
import { setTimeout as sleep } from 'node:timers/promises';
import { audit, quiet } from '../audit.mjs';
import { addFault, countCalls, inParallel, KEY } from '../fleet.mjs';
import { until } from '../until.mjs';
import { clean, deathless, env, killedAmid, underWay } from './words.mjs';

/** A third waits, a third leaves alone, a third leaves one behind who wants the same. */
const TOGETHER = 12;
const THIRD = TOGETHER / 3;
/** Shorter than a service waits for a search. */
const DELAY_MS = 4_000;

export const searchCases = [
  {
    name: 'clients leave paid searches',
    fleet: { env: deathless, gated: true },
    twin: 'free-left-searches',
    async run(fleet, { long }) {
      await warm(fleet);
      const rounds = long ? 20 : 2;
      for (let round = 0; round < rounds; round++) await leaveSome(fleet, round);
      await quiet(fleet);
      return { rounds, ...(await audit(fleet)) };
    },
    holds: (found) => clean(found) && found.calls >= found.rounds * TOGETHER,
  },
  {
    name: 'SIGKILL while paid searches run',
    fleet: { env },
    twin: 'ledger-after-call',
    async run(fleet) {
      const [service] = fleet.services;
      await warm(fleet);
      await addFault(fleet.sandbox, { match: { vendor: 'searxng' }, fault: { delay_ms: DELAY_MS } });
      const work = inParallel(TOGETHER, TOGETHER, (index) => search(service, `to ${index}`));
      await underWay(fleet, TOGETHER);
      return killedAmid(fleet, work);
    },
    holds: clean,
  },
];

/** The sandbox builds its index at the first search, which is none of ours. */
async function warm({ sandbox }) {
  await (await fetch(`${sandbox.url}/search?q=breaker&format=json`)).text();
  await fetch(`${sandbox.url}/_sandbox/bill`, { method: 'DELETE' });
}

/** Some leave when every search has reached the engine and none has come back, however long either takes. */
async function leaveSome(fleet, round) {
  const [service] = fleet.services;
  const known = await countCalls(fleet.sandbox);
  const leaving = new AbortController();
  const words = (index) => `${round} to ${index}`;
  fleet.gate.shut();
  const work = [
    inParallel(TOGETHER, TOGETHER, (index) =>
      search(service, words(index), index < THIRD ? undefined : leaving.signal),
    ),
  ];
  await underWay(fleet, known + TOGETHER);
  work.push(inParallel(THIRD, THIRD, (index) => search(service, words(2 * THIRD + index))));
  await sleep(100);
  const isHeld = async (most) => (await fleet.sql('SELECT count(*)::int AS open FROM holds'))[0].open <= most;
  leaving.abort();
  // The service has seen them leave: what nobody waits for is posted.
  await until('postings', () => isHeld(TOGETHER - THIRD), { withinMs: 5_000 }).catch(() => undefined);
  fleet.gate.open();
  await Promise.all(work);
}

/** Whatever comes of it; asked again while it is refused for the moment. */
async function search(service, words, signal) {
  let status;
  do {
    const asked = fetch(`${service.url}/v1/search`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-api-key': KEY },
      body: JSON.stringify({ query: `how does breaker ${words} open` }),
      signal,
    });
    status = await asked.then((answer) => answer.text().then(() => answer.status)).catch(() => 0);
  } while (status === 503 && !signal?.aborted);
}
