// What the ledger's cases have in common.
import { setTimeout as sleep } from 'node:timers/promises';
import { audit, quiet } from '../audit.mjs';
import { ask, clearFaults, inParallel } from '../fleet.mjs';

export const LEASE_MS = 1_500;
export const env = { CHAOS_LEASE_MS: String(LEASE_MS) };
export const settled = (fleet) => quiet(fleet, LEASE_MS + 12_000);

export const question = (index, more = {}) => ({
  message: `What does question ${index} cost?`,
  options: { search_enabled: false, max_tokens: 64, ...more },
});

export const clean = ({ lost, double, wrong, below, openHolds, broken }) =>
  lost === 0 && double === 0 && wrong === 0 && below === 0 && openHolds === 0 && broken === 'none';

/** `count` questions, each until a living service has said something to it: somebody keeps killing the first one. */
export function askThrough(fleet, count, parallel) {
  return inParallel(count, parallel, async (index) => {
    for (;;) {
      const { status } = await ask(fleet.services[0], question(index));
      if (status > 0) return;
      await sleep(50);
    }
  });
}

/** The books of a service that dies in the midst of `work` and comes back. */
export async function killedAmid(fleet, work) {
  const [service] = fleet.services;
  await service.kill();
  await work;
  await clearFaults(fleet.sandbox);
  await service.start();
  await settled(fleet);
  return { kills: 1, ...(await audit(fleet)) };
}
