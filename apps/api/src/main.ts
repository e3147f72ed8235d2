import 'reflect-metadata';
import { loadConfig, readEnvironment, type AppConfig } from '@app/platform';
import { banner } from './boot/banner.js';
import { startFailure } from './boot/start-failure.js';
import { startSandboxProcess } from './boot/start-sandbox-process.js';
import { startService } from './boot/start-service.js';
import { stopOnSignals } from './boot/stop-on-signals.js';

async function main(): Promise<void> {
  const config = loadConfig(readEnvironment());
  const [sandbox, service] = await Promise.all([startSandboxProcess(config), startService(config)]);
  stopOnSignals(
    async () => {
      await service.stop();
      await sandbox.stop();
    },
    () => showPeople(config, '\n  Stopping; press Ctrl-C again to stop at once.\n'),
  );
  showPeople(config, banner(config, service));
}

/** On a terminal and in development; production's output is a log, and the banner may hold a key. */
function showPeople(config: AppConfig, text: string): void {
  const { environment } = config.app;
  if (environment !== 'production' && (environment === 'development' || process.stdout.isTTY))
    process.stdout.write(text);
}

main().catch((thrown: unknown) => {
  process.stderr.write(`${startFailure(thrown)}\n`);
  process.exit(1);
});
