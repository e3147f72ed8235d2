import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DestinationStream } from 'pino';
import { loadConfig } from '../config/load-config.js';
import { FakeClock } from '../time/fake-clock.js';
import { logDestination } from './log-destination.js';

class Lines implements DestinationStream {
  readonly written: string[] = [];
  write(line: string): void {
    this.written.push(line);
  }
}

const LINE = '{"level":"INFO","timestamp":"2026-01-01T00:00:00.000Z","message":"hello","port":1}\n';

describe(logDestination.name, () => {
  it('hands JSON on as it is', () => {
    const output = new Lines();
    logDestination(loadConfig({ LOG_FORMAT: 'json' }), new FakeClock(), output).write(LINE);
    expect(output.written).toEqual([LINE]);
  });

  it('writes text for people', () => {
    const output = new Lines();
    logDestination(loadConfig({ LOG_FORMAT: 'text' }), new FakeClock(), output).write(LINE);
    expect(output.written).toEqual([expect.stringMatching(/INFO.*hello.*"port":1/)]);
  });

  it('writes JSON into LOG_DIR as well', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'logs-'));
    const output = new Lines();
    logDestination(loadConfig({ LOG_FORMAT: 'text', LOG_DIR: dir }), new FakeClock(), output).write(LINE);
    const path = join(dir, 'ai-chatbot-2026-01-01.log');
    const inFile = async () => readFile(path, 'utf8').catch(() => '');
    while ((await inFile()) === '') await new Promise((resolve) => setTimeout(resolve, 5));
    expect(await inFile()).toBe(LINE);
    expect(output.written).toHaveLength(1);
    await rm(dir, { recursive: true });
  });

  it('takes standard output when nothing else is given', () => {
    expect(logDestination(loadConfig({ LOG_FORMAT: 'json' }), new FakeClock())).toMatchObject({
      fd: 1,
      sync: false,
    });
  });
});
