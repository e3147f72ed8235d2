import { startSandbox } from './sandbox-server.js';
import { readSettings } from './settings.js';

async function main(): Promise<void> {
  const settings = readSettings();
  const sandbox = await startSandbox(settings);
  console.log(
    `sandbox: listening on ${sandbox.url} (OpenAI, Anthropic and SearXNG stand-in; any key will do)`,
  );
  const leave = (): void => void sandbox.close().finally(() => process.exit(0));
  process.once('SIGTERM', leave);
  process.once('SIGINT', leave);
  // Started by another process: it must not outlive it, and it says where it listens.
  process.once('disconnect', leave);
  process.send?.({ type: 'listening', url: sandbox.url, port: sandbox.port });
}

main().catch((error: NodeJS.ErrnoException) => {
  const taken = error.code === 'EADDRINUSE';
  console.error(
    taken ? 'sandbox: the port is taken; set SANDBOX_PORT to a free one' : `sandbox: ${error.message}`,
  );
  process.exit(1);
});
