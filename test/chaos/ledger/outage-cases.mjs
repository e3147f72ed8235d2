// The database dies, and comes back.
import { setTimeout as sleep } from 'node:timers/promises';
import { audit, quiet } from '../audit.mjs';
import { ask, askPatiently, inParallel } from '../fleet.mjs';
import { until } from '../until.mjs';
import { clean, deathless, question } from './words.mjs';

/** A finding is 1.5 s old at most (fresh-check.ts), and the look that was under way takes 2 s (database-checks.ts). */
const HEALS_WITHIN_MS = 1_500 + 2_000;
/** What a busy machine may add. */
const BUSY = 3;

export const outageCases = [
  {
    name: 'PostgreSQL killed and started again',
    fleet: { env: deathless, gated: true },
    twin: 'forgetful',
    async run(fleet, { long }) {
      const [service] = fleet.services;
      const asking = askOn(service, 16);
      await until('answers', () => asking.answered >= 20);
      // Calls are under way, and end while the database is away: their postings find nobody.
      fleet.gate.shut();
      await until('calls under way', () => fleet.gate.waiting >= 8);
      fleet.killPostgres();
      await fleet.stopPostgres();
      fleet.gate.open();
      await until('refusals', async () => (await ask(service, question('meanwhile'))).status === 503);
      await sleep(300);
      await fleet.startPostgres();
      const backAt = performance.now();
      const after = await askPatiently(service, question('after'));
      const healedMs = Math.round(performance.now() - backAt);
      await until('answers', () => asking.answered >= (long ? 4_000 : 40));
      await asking.end();
      await quiet(fleet);
      const statuses = JSON.stringify(asking.statuses);
      return { statuses, after: after.status, healedMs, ...(await audit(fleet)) };
    },
    holds: (found) => clean(found) && found.after === 200 && found.healedMs <= BUSY * HEALS_WITHIN_MS,
    aims: ({ healedMs }) => [
      {
        text: `answers again within ${HEALS_WITHIN_MS} ms`,
        held: healedMs <= HEALS_WITHIN_MS,
        measured: `${healedMs} ms`,
      },
    ],
  },
];

/** Questions, one after the other in each of the lanes, until they are ended: however long the outage takes. */
function askOn(service, lanes) {
  let isOver = false;
  const asking = { statuses: {}, answered: 0 };
  const work = inParallel(lanes, lanes, async (index) => {
    while (!isOver) {
      const { status } = await ask(service, question(index));
      asking.statuses[status] = (asking.statuses[status] ?? 0) + 1;
      if (status === 200) asking.answered++;
      else await sleep(250);
    }
  });
  asking.end = async () => {
    isOver = true;
    await work;
  };
  return asking;
}
