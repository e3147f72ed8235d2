import type { AppConfig } from '@app/platform';
import { banner } from './banner.js';
import { assertPortsFree } from './ports.js';
import { showPeople, STOPPING } from './show-people.js';
import { startSandboxProcess } from './start-sandbox-process.js';
import { stopOnSignals } from './stop-on-signals.js';

/** The service in this one process. */
export async function runAlone(config: AppConfig): Promise<void> {
  await assertPortsFree(config);
  const starting = startSandboxProcess(config);
  const [sandbox, service] = await Promise.all([starting, loadAndStart(config, starting)]);
  stopOnSignals(
    async () => {
      await service.stop();
      await sandbox.stop();
    },
    () => showPeople(config, STOPPING),
  );
  showPeople(config, banner(config, service));
}

/** Loaded here, and not at the top, so that the sandbox loads at the same time on another core; it listens first. */
async function loadAndStart(config: AppConfig, sandbox: Promise<unknown>) {
  const { startService } = await import('./start-service.js');
  return startService(config, undefined, () => sandbox);
}
