import { setTimeout as sleep } from 'node:timers/promises';

/**
 * For tests: asks again until `isTrue`. Throws after `patienceMs`, which is for what never becomes true and promises
 * no speed: a busy machine takes its time.
 */
export async function waitUntil(
  isTrue: () => Promise<boolean> | boolean,
  patienceMs = 30_000,
): Promise<void> {
  const end = Date.now() + patienceMs;
  while (!(await isTrue())) {
    if (Date.now() > end) throw new Error(`It has not become true within ${patienceMs} ms.`);
    await sleep(5);
  }
}
