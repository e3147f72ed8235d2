import { loadConfig } from '@app/platform';
import type { Circuits } from '@app/providers';
import { HealthIndicatorService } from '@nestjs/terminus';
import { tmpdir } from 'node:os';
import { RunningAnswers } from '../lifecycle/running-answers.js';
import type { DatabaseChecks } from './database-checks.js';
import { HealthIndicators } from './health-indicators.js';

const well = {
  database: () => Promise.resolve({ database: null, migrations: null }),
  ledger: () => Promise.resolve(null),
};

async function detailsWith(
  env: Record<string, string>,
  checks: object = well,
  running = new RunningAnswers(),
  circuits: readonly object[] = [],
) {
  const indicators = new HealthIndicators(
    new HealthIndicatorService(),
    checks as DatabaseChecks,
    running,
    { list: () => circuits } as unknown as Circuits,
    loadConfig({ DATA_DIR: tmpdir(), ...env }),
  );
  const details = indicators.details() as (() => object | Promise<object>)[];
  const told = await Promise.all(details.map(async (indicator) => indicator()));
  return Object.assign({}, ...told) as Record<string, object>;
}

describe(HealthIndicators.name, () => {
  it('tells of the disk that the data are on, where it is asked for in full', async () => {
    expect((await detailsWith({ HEALTH_CHECKS: 'full' }))['disk']).toEqual({
      status: 'up',
      folder: tmpdir(),
      free_bytes: expect.any(Number),
      total_bytes: expect.any(Number),
    });
  });

  it.each<Record<string, string>>([
    { HEALTH_CHECKS: 'basic' },
    { HEALTH_CHECKS: 'full', DATABASE_URL: 'postgres://db.internal/chat' },
  ])('must not tell of a disk that says nothing of the data: %j', async (env) => {
    expect(Object.keys(await detailsWith(env))).toEqual([
      'database',
      'migrations',
      'ledger',
      'accepting',
      'providers',
      'search',
    ]);
  });

  it('must not call a breaker closed and no more while callers are refused by their own', async () => {
    const circuit = { provider: 'openai', phase: 'closed' };
    const circuits = [
      { ...circuit, model: 'm1', openForCallers: 1 },
      { ...circuit, model: 'm2', openForCallers: 0 },
    ];
    expect((await detailsWith({}, well, new RunningAnswers(), circuits))['providers']).toMatchObject({
      breakers: { 'openai/m1': 'closed', 'openai/m2': 'closed' },
      open_for_callers: { 'openai/m1': 1 },
    });
  });

  it('gives the reason for what is down', async () => {
    const running = new RunningAnswers();
    running.announceStop();
    const down = {
      database: () => Promise.resolve({ database: 'It is away.', migrations: 'One is missing.' }),
      ledger: () => Promise.resolve('It takes nothing.'),
    };
    expect(await detailsWith({}, down, running)).toMatchObject({
      database: { status: 'down', reason: 'It is away.' },
      migrations: { status: 'down', reason: 'One is missing.' },
      ledger: { status: 'down', reason: 'It takes nothing.' },
      accepting: { status: 'down', reason: 'This process is stopping.', running_answers: 0 },
    });
  });
});
