import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Bill } from './bill.js';
import { BillFile } from './bill-file.js';
import type { BillLine } from './bill-line.js';

const line = (id: number): BillLine => ({
  call_id: `req_${id}`,
  attempt_id: null,
  vendor: 'openai',
  model: 'm',
  received_at: '2026-01-01T00:00:00.000Z',
  outcome: 'received',
  usage: null,
  streamed_output_tokens: 0,
});
const ids = (bill: Bill, since?: number): string[] => {
  const text = [...bill.blocks(since, 2)].join('');
  return text
    .split('\n')
    .filter(Boolean)
    .map((one) => (JSON.parse(one) as BillLine).call_id);
};

describe(Bill.name, () => {
  it('keeps lines in order and gives those since a moment', () => {
    let now = 0;
    const bill = new Bill({ now: () => now });
    for (now = 1; now <= 5; now++) bill.write(line(now));
    expect(ids(bill)).toEqual(['req_1', 'req_2', 'req_3', 'req_4', 'req_5']);
    expect(ids(bill, 4)).toEqual(['req_4', 'req_5']);
    expect(ids(bill, 9)).toEqual([]);
  });

  it('must not grow without end: gives up the oldest and says how many', () => {
    const bill = new Bill({ now: () => 0, limit: 10 });
    for (let id = 1; id <= 100; id++) bill.write(line(id));
    expect(ids(bill).length).toBeLessThanOrEqual(10);
    expect(ids(bill).at(-1)).toBe('req_100');
    expect(bill.dropped).toBe(100 - ids(bill).length);
  });

  it('is empty after it is cleared', async () => {
    const bill = new Bill({ now: () => 0 });
    bill.write(line(1));
    await bill.clear();
    expect(ids(bill)).toEqual([]);
  });
});

describe(BillFile.name, () => {
  it('appends every line, and starts anew when cleared', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'bill-'));
    const errors: unknown[] = [];
    const path = join(folder, 'bill.ndjson');
    const file = new BillFile(path, (error) => errors.push(error));
    const bill = new Bill({ now: () => 0, file });
    bill.write(line(1));
    bill.write(line(2));
    await new Promise(setImmediate);
    bill.write(line(3));
    await file.close();
    expect((await readFile(path, 'utf8')).split('\n')).toHaveLength(4);
    await bill.clear();
    expect(await readFile(path, 'utf8')).toBe('');
    expect(errors).toEqual([]);
    await rm(folder, { recursive: true });
  });

  it('tells of a disk that does not take the lines', async () => {
    const errors: unknown[] = [];
    const file = new BillFile('/nowhere/at/all', (error) => errors.push(error));
    file.append('x\n');
    await file.close();
    expect(errors).toHaveLength(1);
  });
});
