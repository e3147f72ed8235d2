// Searches cost as much as short answers do, and have no half answers: audited like models.
import { setTimeout as sleep } from 'node:timers/promises';
import { audit } from '../audit.mjs';
import { addFault, clearFaults, inParallel, KEY, readBill } from '../fleet.mjs';
import { clean, env, killedAmid, settled } from './words.mjs';

/** Some are shared, and some are left before they were made: half of them are calls at least. */
const SEARCHES = 24;
const DELAY_MS = 800;
const LEAVE_MS = 250;

export const searchCases = [
  {
    name: 'clients leave paid searches',
    fleet: { env },
    twin: 'free-left-searches',
    async run(fleet, { long }) {
      const [service] = fleet.services;
      await warm(fleet);
      // A third waits, a third leaves alone, a third leaves one behind who wants the same.
      await inParallel(long ? 240 : SEARCHES, 12, async (index) => {
        const leads = search(service, index, index % 3 === 0 ? undefined : LEAVE_MS);
        if (index % 3 === 2) await Promise.all([leads, sleep(50).then(() => search(service, index))]);
        else await leads;
      });
      await clearFaults(fleet.sandbox);
      await settled(fleet);
      return audit(fleet);
    },
    holds: (found) => clean(found) && found.calls >= SEARCHES / 2,
  },
  {
    name: 'SIGKILL while paid searches run',
    fleet: { env },
    twin: 'ledger-after-call',
    async run(fleet) {
      const [service] = fleet.services;
      await warm(fleet);
      const work = inParallel(12, 12, (index) => search(service, index));
      while ((await readBill(fleet.sandbox)).length < 12) await sleep(20);
      return killedAmid(fleet, work);
    },
    holds: clean,
  },
];

/** The sandbox builds its index at the first search, which is none of ours. */
async function warm({ sandbox }) {
  await (await fetch(`${sandbox.url}/search?q=breaker&format=json`)).text();
  await fetch(`${sandbox.url}/_sandbox/bill`, { method: 'DELETE' });
  await addFault(sandbox, { match: { vendor: 'searxng' }, fault: { delay_ms: DELAY_MS } });
}

/** Whatever comes of it; left after so many milliseconds where they are told. */
async function search(service, index, leaveAfterMs) {
  const signal = leaveAfterMs === undefined ? undefined : AbortSignal.timeout(leaveAfterMs);
  const asked = fetch(`${service.url}/v1/search`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-api-key': KEY },
    body: JSON.stringify({ query: `how does breaker ${index} open` }),
    signal,
  });
  await asked.then((answer) => answer.text()).catch(() => undefined);
}
