// Processes that die wherever it happens to be.
import { setTimeout as sleep } from 'node:timers/promises';
import { audit, quiet } from '../audit.mjs';
import { addFault, askPatiently, clearFaults, countCalls, inParallel } from '../fleet.mjs';
import { until } from '../until.mjs';
import { askThrough, clean, env, killedAmid, question, underWay } from './words.mjs';

export const deathCases = [
  {
    name: 'random SIGKILLs',
    fleet: { env },
    twin: 'ledger-after-call',
    async run(fleet, { random, long }) {
      const calls = long ? 10_000 : 200;
      const kills = long ? 50 : 3;
      await addFault(fleet.sandbox, { match: {}, fault: { first_token_delay_ms: 40 } });
      let killed = 0;
      const asking = async () => {
        while (killed < kills || (await countCalls(fleet.sandbox)) < calls) await askThrough(fleet, 50, 16);
      };
      const killing = async () => {
        for (; killed < kills; killed++)
          await killAfter(fleet, 5 + random() * (long ? 350 : 70), random() * 60);
      };
      await Promise.all([asking(), killing()]);
      await clearFaults(fleet.sandbox);
      await quiet(fleet);
      return { kills: killed, ...(await audit(fleet)) };
    },
    holds: clean,
  },
  ...[
    // Longer than anybody waits: the end of the process is the end of the calls.
    { border: 'while the vendor thinks', fault: { first_token_delay_ms: 60_000 } },
    { border: 'in the middle of a stream', fault: { stall_after_chunks: 3 } },
  ].map(({ border, fault }) => ({
    name: `SIGKILL ${border}`,
    fleet: { env },
    twin: 'ledger-after-call',
    async run(fleet) {
      await addFault(fleet.sandbox, { match: {}, fault });
      const [service] = fleet.services;
      const headers = { accept: 'text/event-stream' };
      const work = inParallel(10, 10, (index) =>
        askPatiently(service, question(index), { headers, again: [503] }),
      );
      await underWay(fleet, 10);
      await sleep(100);
      return killedAmid(fleet, work);
    },
    holds: clean,
  })),
];

/** In the midst of calls on every machine: after so many calls of this life, and no time that they may need. */
async function killAfter(fleet, calls, moreMs) {
  const [service] = fleet.services;
  const enough = (await countCalls(fleet.sandbox)) + calls;
  await until('calls', async () => (await countCalls(fleet.sandbox)) >= enough);
  await sleep(moreMs);
  await service.kill();
  await service.start();
}
