import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { waitUntil } from '@app/platform/testing';
import type { BillLine } from './bill/bill-line.js';
import { type Sandbox, type SandboxOptions, startSandbox } from './sandbox-server.js';

/** A sandbox with one package to search, on a free port, and what tests ask of it. */
export class TestSandbox {
  private constructor(
    private readonly sandbox: Sandbox,
    private readonly folder: string,
  ) {}

  static async start(options: Partial<SandboxOptions> = {}): Promise<TestSandbox> {
    const folder = await mkdtemp(join(tmpdir(), 'sandbox-'));
    await mkdir(join(folder, 'breaker'));
    await writeFile(join(folder, 'breaker', 'package.json'), '{"repository":"someone/breaker"}');
    await writeFile(
      join(folder, 'breaker', 'README.md'),
      '# Opening\n\nThe breaker opens after five failures in a row.\n',
    );
    return new TestSandbox(await startSandbox({ port: 0, nodeModules: folder, ...options }), folder);
  }

  get url(): string {
    return this.sandbox.url;
  }

  get port(): number {
    return this.sandbox.port;
  }

  async fault(rule: unknown): Promise<Response> {
    return fetch(`${this.url}/_sandbox/faults`, { method: 'POST', body: JSON.stringify(rule) });
  }

  async bill(query = ''): Promise<BillLine[]> {
    const text = await (await fetch(`${this.url}/_sandbox/bill${query}`)).text();
    return text
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as BillLine);
  }

  /** The last line of the bill, waiting until its call has ended. */
  async lastEnded(): Promise<BillLine> {
    let last: BillLine | undefined;
    await waitUntil(async () => Boolean((last = (await this.bill()).at(-1))?.ended_at));
    return last!;
  }

  /** Waits for a call that has come and not ended. */
  async received(): Promise<void> {
    await waitUntil(async () => (await this.bill()).at(-1)?.outcome === 'received');
  }

  async clean(): Promise<void> {
    await fetch(`${this.url}/_sandbox/bill`, { method: 'DELETE' });
    await fetch(`${this.url}/_sandbox/faults`, { method: 'DELETE' });
  }

  async stop(): Promise<void> {
    await this.sandbox.close();
    await rm(this.folder, { recursive: true });
  }
}

/** A user turn as the service sends it. */
export const QUESTION = `<sources nonce="ab12cd34">
<source id="1" nonce="ab12cd34">
title: Circuit breaker
url: https://example.com/breaker
A circuit breaker opens after five failures in a row – “fünf” in German.
It lets three probes through when it is half open.
</source nonce="ab12cd34">
</sources nonce="ab12cd34">

Question: When does a circuit breaker open?`;
