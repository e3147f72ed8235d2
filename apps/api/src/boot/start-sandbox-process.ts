import { fileURLToPath } from 'node:url';
import { spawnChild, type AppConfig } from '@app/platform';
import { compileCache } from './compile-cache.js';

export interface SandboxProcess {
  stop(): Promise<unknown>;
}

/** Both apps are built into one tree, side by side. */
const ENTRY = fileURLToPath(new URL('../../../sandbox/src/main.js', import.meta.url));
/** One on this machine answers in a few milliseconds. */
const LOOK_MS = 500;

const THIS_MACHINE: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost', '[::1]']);

const NONE: SandboxProcess = { stop: () => Promise.resolve() };

/** The sandbox in a process of its own where it stands in for something; none where SANDBOX_URL names another's, or one is there. */
export async function startSandboxProcess(config: AppConfig, spawn = spawnChild): Promise<SandboxProcess> {
  const { needed, port, url } = config.sandbox;
  if (!needed || !isOurs(url, port) || (await isThere(url))) return NONE;
  const env = { SANDBOX_PORT: String(port), ...compileCache() };
  return spawn({ entry: ENTRY, name: 'sandbox', env });
}

function isOurs(url: string, port: number): boolean {
  const address = new URL(url);
  return THIS_MACHINE.has(address.hostname) && address.port === String(port);
}

async function isThere(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/healthz`, { signal: AbortSignal.timeout(LOOK_MS) });
    const { name } = (await response.json()) as { name?: unknown };
    return name === 'sandbox';
  } catch {
    return false;
  }
}
