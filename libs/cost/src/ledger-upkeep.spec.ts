import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { Module, Global } from '@nestjs/common';
import { AppConfig, Clock, Ids } from '@app/platform';
import { FakeClock, SequentialIds } from '@app/platform/testing';
import { DataSource } from 'typeorm';
import { CostModule } from './cost.module.js';
import { Ledger } from './ledger/ledger.js';
import { LedgerUpkeep } from './ledger-upkeep.js';
import { Metering } from './metering/metering.js';
import { openAccount } from './metering/open-account.js';
import { PostgresLedger } from './ledger/postgres-ledger.js';
import { readPriceBook } from './prices/read-price-book.js';

const clock = new FakeClock();
const config = {
  cost: { dailyLimitUsd: null, alertThresholdUsd: null, reportingTimezone: 'UTC', priceBookFile: null },
  access: { validApiKeys: [{ organisation: 'acme' }, { organisation: 'default' }] },
};
const query = jest.fn((_sql: string): Promise<unknown[]> => Promise.resolve([]));

@Global()
@Module({
  providers: [
    { provide: AppConfig, useValue: config },
    { provide: Clock, useValue: clock },
    { provide: Ids, useValue: new SequentialIds() },
    {
      provide: DataSource,
      useValue: { query, transaction: (work: (inner: object) => unknown) => work({ query }) },
    },
  ],
  exports: [AppConfig, Clock, Ids, DataSource],
})
class Floor {}

describe(LedgerUpkeep.name, () => {
  const warn = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
  const asked = (part: string) => query.mock.calls.filter(([sql]) => sql.includes(part)).length;
  const open = async () =>
    (await Test.createTestingModule({ imports: [Floor, CostModule] }).compile()).createNestApplication();

  beforeEach(() => {
    jest.clearAllMocks();
    query.mockImplementation(() => Promise.resolve([]));
  });

  it('beats, reaps and tidies from the start, and gives the lease back at the end', async () => {
    const app = await open();
    await app.init();
    expect(app.get(Ledger)).toBe(app.get(PostgresLedger));
    await clock.advance(5_000);
    await clock.advance(5_000);
    expect(asked('ledger_reap')).toBeGreaterThan(1);
    expect(asked('ledger_make_month')).toBe(1);
    await app.close();
    expect(asked('DELETE FROM leases')).toBe(1);
  });

  it('goes on when the database is away, and says so', async () => {
    const app = await open();
    query.mockImplementation((sql) =>
      sql.includes('leases') ? Promise.reject(new Error('away')) : Promise.resolve([]),
    );
    await app.init();
    await clock.advance(5_000);
    expect(warn).toHaveBeenCalledWith('The ledger has to wait: away');
    await app.close();
    expect(warn).toHaveBeenCalledWith('The lease could not be given back: away');
  });

  it('tells when it posts for processes that are gone', async () => {
    const app = await open();
    query.mockImplementation((sql) => Promise.resolve(sql.includes('ledger_reap') ? [{ reaped: 3 }] : []));
    await app.get(LedgerUpkeep).turn(false);
    expect(warn).toHaveBeenCalledWith(expect.stringContaining('Posted 3 attempts'));
  });

  it('must not keep the holds of a large process that is gone for a turn each', async () => {
    const app = await open();
    const left = [500, 500, 500, 300];
    query.mockImplementation((sql) =>
      Promise.resolve(sql.includes('ledger_reap') ? [{ reaped: left.shift() ?? 0 }] : []),
    );
    await app.init();
    for (let turn = 0; turn < 4; turn += 1) await clock.advance(20);
    expect(left).toEqual([]);
    expect(asked('ledger_reap')).toBe(4);
    expect(asked('INSERT INTO leases')).toBe(4);
    await app.close();
  });

  it('meters models and searches with what the module knows', async () => {
    const app = await open();
    const account = openAccount('r', { organisation: 'o', team: null, keyId: 'k', costCenter: null });
    const model = { provider: 'openai', vendor: 'openai', model: 'gpt-4o-mini', stream: jest.fn() } as const;
    expect(app.get(Metering).model(model, account).model).toBe('gpt-4o-mini');
    expect(
      app.get(Metering).search({ name: 'searxng', search: jest.fn(), modelCall: null }, account).name,
    ).toBe('searxng');
  });
});

describe(readPriceBook.name, () => {
  it('reads a file and says where it is wrong', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'prices-'));
    const file = join(folder, 'prices.json');
    await writeFile(file, '{"prices":[]}');
    await expect(readPriceBook(file)).resolves.toBeDefined();
    await writeFile(file, '{"prices":[{}]}');
    await expect(readPriceBook(file)).rejects.toMatchObject({
      code: 'price-file-invalid',
      detail: expect.stringContaining('prices[0].provider'),
    });
    await rm(folder, { recursive: true });
    await expect(readPriceBook(file)).rejects.toMatchObject({ detail: expect.stringContaining('ENOENT') });
  });
});
