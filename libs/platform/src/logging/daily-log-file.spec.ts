import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FakeClock } from '../time/fake-clock.js';
import { DailyLogFile } from './daily-log-file.js';

const DAY_MS = 86_400_000;

describe(DailyLogFile.name, () => {
  let dir: string;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'logs-'));
  });
  afterEach(() => rm(dir, { recursive: true }));

  const open = (clock: FakeClock, folder = dir) =>
    new DailyLogFile({ dir: folder, name: 'ai/chatbot', retentionDays: 2, clock });

  it('writes a file for each day, and makes the folder', async () => {
    const clock = new FakeClock();
    const folder = join(dir, 'new');
    const file = open(clock, folder);
    file.write('one\n');
    await clock.advance(DAY_MS);
    file.write('two\n');
    await file.close();
    expect(await readFile(join(folder, 'ai-chatbot-2026-01-02.log'), 'utf8')).toContain('two\n');
    const all = await Promise.all(
      (await readdir(folder)).map((name) => readFile(join(folder, name), 'utf8')),
    );
    expect(all.join('').split('\n').filter(Boolean).toSorted()).toEqual(['one', 'two']);
  });

  it('deletes its own old files, at the start and each day, and nobody else’s', async () => {
    const clock = new FakeClock();
    const names = [
      'ai-chatbot-2025-12-29.log',
      'ai-chatbot-2025-12-30.log',
      'ai-chatbot-x.log',
      'other-2020-01-01.log',
    ];
    for (const name of names) await writeFile(join(dir, name), '');
    const file = open(clock);
    await file.pruned;
    expect(await readdir(dir)).not.toContain('ai-chatbot-2025-12-29.log');
    expect(await readdir(dir)).toEqual(expect.arrayContaining(names.slice(1)));
    await clock.advance(DAY_MS);
    file.write('next day\n');
    await file.pruned;
    expect(await readdir(dir)).not.toContain('ai-chatbot-2025-12-30.log');
    expect(await readdir(dir)).toEqual(expect.arrayContaining(names.slice(2)));
    await file.close();
  });

  it('goes on writing where it cannot tidy up', async () => {
    await mkdir(join(dir, 'ai-chatbot-2020-01-01.log'));
    const file = open(new FakeClock());
    await expect(file.pruned).resolves.toBeUndefined();
    file.write('kept\n');
    await file.close();
    expect(await readFile(join(dir, 'ai-chatbot-2026-01-01.log'), 'utf8')).toBe('kept\n');
  });

  it('refuses a folder that cannot be one', async () => {
    await writeFile(join(dir, 'taken'), '');
    expect(() => open(new FakeClock(), join(dir, 'taken'))).toThrow(/^LOG_DIR .*taken cannot be written/);
  });

  it('must not take the service down when a later file cannot be opened', async () => {
    const clock = new FakeClock();
    const file = open(clock);
    const warned = jest.spyOn(process, 'emitWarning').mockImplementation();
    await mkdir(join(dir, 'ai-chatbot-2026-01-02.log'));
    await clock.advance(DAY_MS);
    file.write('kept\n');
    expect(warned).toHaveBeenCalledWith(expect.stringMatching(/^The log file has a fault: LOG_DIR/));
    warned.mockRestore();
    await file.close();
    expect(await readFile(join(dir, 'ai-chatbot-2026-01-01.log'), 'utf8')).toBe('kept\n');
  });
});
