import type { DataSource } from 'typeorm';
import { FakeClock } from '../time/fake-clock.js';
import { addressOf, connectDatabase } from './connect-database.js';

const refusal = (code: string): Error => Object.assign(new Error(`says ${code}`), { code });

/** Fails as often as it has errors, then connects. */
class StubbornDataSource {
  attempts = 0;
  readonly options = { url: 'postgres://chat:hunter2@db.internal:5432/chat' };

  constructor(private readonly errors: readonly Error[]) {}

  initialize(): Promise<this> {
    const error = this.errors[this.attempts];
    this.attempts += 1;
    return error ? Promise.reject(error) : Promise.resolve(this);
  }
}

describe(connectDatabase.name, () => {
  const start = (errors: readonly Error[]) => {
    const clock = new FakeClock();
    const stubborn = new StubbornDataSource(errors);
    const retries: string[] = [];
    const connected = connectDatabase(stubborn as unknown as DataSource, {
      clock,
      patienceMs: 1_000,
      onRetry: (detail) => retries.push(detail),
    });
    return { clock, stubborn, retries, connected };
  };

  it('waits for a database that is still starting', async () => {
    const { clock, stubborn, retries, connected } = start([refusal('ECONNREFUSED'), refusal('57P03')]);
    await new Promise((resolve) => setImmediate(resolve));
    await clock.advance(500);

    await connected;
    expect(stubborn.attempts).toBe(3);
    expect(retries[0]).toBe(
      'The database at db.internal:5432/chat does not answer yet (says ECONNREFUSED); trying again.',
    );
  });

  it('gives up in the end and says where it looked, without the password', async () => {
    const { clock, connected } = start(Array.from({ length: 20 }, () => refusal('ECONNREFUSED')));
    const failure = connected.catch((error: unknown) => error);
    await new Promise((resolve) => setImmediate(resolve));
    await clock.advance(2_000);

    const error = (await failure) as Error;
    expect(error).toMatchObject({ code: 'database-unreachable', kind: 'service-unavailable' });
    expect(error.message).toContain('No connection to db.internal:5432/chat. It says: says ECONNREFUSED');
    expect(error.message).not.toContain('hunter2');
  });

  it.each([
    ['28P01', 'refused the password'],
    ['28000', 'refused the user'],
    ['3D000', 'has no database of that name'],
  ])('does not wait for what waiting cannot mend (%s)', async (code, words) => {
    const { stubborn, connected } = start([refusal(code)]);

    await expect(connected).rejects.toThrow(words);
    expect(stubborn.attempts).toBe(1);
  });
});

describe(addressOf.name, () => {
  it('shows nothing of an address it cannot read', () => {
    expect(addressOf({ options: { url: 'hunter2' } } as unknown as DataSource)).toBe('DATABASE_URL');
  });
});
