import { fileURLToPath } from 'node:url';
import { spawnChild, type AppConfig } from '@app/platform';
import { compileCache } from './compile-cache.js';

export interface SandboxProcess {
  stop(): Promise<unknown>;
}

/** Both apps are built into one tree, side by side. */
const ENTRY = fileURLToPath(new URL('../../../sandbox/src/main.js', import.meta.url));
/** A sandbox on this machine answers in a few milliseconds. */
const LOOK_MS = 500;

const NONE: SandboxProcess = { stop: () => Promise.resolve() };

/** The sandbox in a process of its own where it stands in for something, unless one is already there. */
export async function startSandboxProcess(config: AppConfig): Promise<SandboxProcess> {
  if (!config.sandbox.needed || (await isThere(config.sandbox.url))) return NONE;
  const env = { SANDBOX_PORT: String(config.sandbox.port), ...compileCache() };
  return spawnChild({ entry: ENTRY, name: 'sandbox', env });
}

async function isThere(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/_sandbox/bill?since=${Number.MAX_SAFE_INTEGER}`, {
      signal: AbortSignal.timeout(LOOK_MS),
    });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}
