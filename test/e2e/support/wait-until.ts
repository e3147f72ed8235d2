import { setTimeout as sleep } from 'node:timers/promises';

/** Asks again until `isTrue`; throws after `patienceMs`. */
export async function waitUntil(isTrue: () => Promise<boolean> | boolean, patienceMs = 3_000): Promise<void> {
  const end = Date.now() + patienceMs;
  while (!(await isTrue())) {
    if (Date.now() > end) throw new Error(`It has not become true within ${patienceMs} ms.`);
    await sleep(10);
  }
}
