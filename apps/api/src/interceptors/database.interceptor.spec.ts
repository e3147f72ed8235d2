import { lastValueFrom, of } from 'rxjs';
import type { DatabaseChecks, DatabaseFindings } from '../health/database-checks.js';
import { httpContext } from '../testing.js';
import { DatabaseInterceptor } from './database.interceptor.js';

function ask(database: DatabaseFindings['database']) {
  const findings = { database, migrations: null };
  const checks = { database: () => Promise.resolve(findings) } as unknown as DatabaseChecks;
  const handle = jest.fn(() => of('answered'));
  return { handle, asked: new DatabaseInterceptor(checks).intercept(httpContext({}), { handle }) };
}

describe(DatabaseInterceptor.name, () => {
  it('passes questions on while the database answers', async () => {
    expect(await lastValueFrom(await ask(null).asked)).toBe('answered');
  });

  it('must not let a question wait for a database that does not answer', async () => {
    const { asked, handle } = ask('The database does not answer.');
    await expect(asked).rejects.toMatchObject({
      kind: 'service-unavailable',
      code: 'database-unavailable',
      retryAfterSeconds: 2,
    });
    expect(handle).not.toHaveBeenCalled();
  });
});
