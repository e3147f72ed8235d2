import type { AppConfig } from '@app/platform';
import { banner } from './banner.js';
import { assertPortFree } from './ports.js';
import { showPeople, STOPPING } from './show-people.js';
import { startSandboxProcess } from './start-sandbox-process.js';
import { stopOnSignals } from './stop-on-signals.js';

/** The service in this one process. */
export async function runAlone(config: AppConfig): Promise<void> {
  await assertPortFree(config.server.port, config.server.host);
  const [sandbox, service] = await Promise.all([startSandboxProcess(config), loadAndStart(config)]);
  stopOnSignals(
    async () => {
      await service.stop();
      await sandbox.stop();
    },
    () => showPeople(config, STOPPING),
  );
  showPeople(config, banner(config, service));
}

/** Loaded here, and not at the top, so that the sandbox loads at the same time on another core. */
async function loadAndStart(config: AppConfig) {
  const { startService } = await import('./start-service.js');
  return startService(config);
}
