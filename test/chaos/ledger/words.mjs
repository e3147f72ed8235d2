// What the ledger's cases have in common.
import { audit, quiet } from '../audit.mjs';
import { askPatiently, clearFaults, countCalls, inParallel } from '../fleet.mjs';
import { until } from '../until.mjs';

/** For cases in which somebody dies: the dead one's lease is waited for. */
export const env = { CHAOS_LEASE_MS: '2000' };
/** For those in which nobody does: no process is taken for dead, however long a busy machine keeps it waiting. */
export const deathless = { CHAOS_LEASE_MS: '15000', CHAOS_TURN_MS: '250' };

export const question = (index, more = {}) => ({
  message: `What does question ${index} cost?`,
  options: { search_enabled: false, max_tokens: 64, ...more },
});

export const clean = ({ lost, double, wrong, below, openHolds, broken }) =>
  lost === 0 && double === 0 && wrong === 0 && below === 0 && openHolds === 0 && broken === 'none';

/** `count` questions, each until a living service has answered it: somebody keeps killing the first one. */
export const askThrough = (fleet, count, parallel) =>
  inParallel(count, parallel, (index) => askPatiently(fleet.services[0], question(index)));

/** Resolves when so many calls have reached the vendors. */
export const underWay = (fleet, calls) =>
  until(`${calls} calls`, async () => (await countCalls(fleet.sandbox)) >= calls);

/** The books of a service that dies in the midst of `work` and comes back. */
export async function killedAmid(fleet, work) {
  const [service] = fleet.services;
  await service.kill();
  await work;
  await clearFaults(fleet.sandbox);
  await service.start();
  await quiet(fleet);
  return { kills: 1, ...(await audit(fleet)) };
}
