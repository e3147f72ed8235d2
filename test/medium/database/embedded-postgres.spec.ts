/** Real: PostgreSQL's own binaries, their processes and their files. Nothing is pretended. */
import { startEmbeddedPostgres, type EmbeddedPostgres } from '@app/platform';
import { waitUntil } from '@app/platform/testing';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function listening(port: number): Promise<Server> {
  const server = createServer().listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

async function ask<T>(url: string, sql: string): Promise<T[]> {
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query(sql)).rows as T[];
  } finally {
    await client.end();
  }
}

describe(startEmbeddedPostgres.name, () => {
  let dataDir: string;
  let server: EmbeddedPostgres | undefined;

  let original: string;

  // A copy of a cluster is made ten times faster than a cluster.
  beforeAll(async () => {
    original = await mkdtemp(join(tmpdir(), 'embedded-'));
    await (await startEmbeddedPostgres({ dataDir: original })).stop();
  });

  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'embedded-'));
    await cp(original, dataDir, { recursive: true, preserveTimestamps: true });
  });

  afterAll(() => rm(original, { recursive: true, force: true }));

  afterEach(async () => {
    await server?.stop();
    server = undefined;
    await rm(dataDir, { recursive: true, force: true });
  });

  const start = async (): Promise<EmbeddedPostgres> => {
    server = await startEmbeddedPostgres({ dataDir });
    return server;
  };

  it('keeps data, password and port from one start to the next', async () => {
    const first = await start();
    await ask(first.url, "CREATE TABLE notes AS SELECT 'kept' AS word");
    await first.stop();
    const second = await start();

    expect(second.url).toBe(first.url);
    expect(await ask(second.url, 'SELECT word FROM notes')).toEqual([{ word: 'kept' }]);
  });

  it('promises durability, checksums and one collation everywhere', async () => {
    const { url } = await start();
    const [settings] = await ask(
      url,
      `SELECT current_setting('fsync') AS fsync, current_setting('synchronous_commit') AS commit,
              current_setting('data_checksums') AS checksums, datlocale AS locale, datlocprovider AS provider
         FROM pg_database WHERE datname = current_database()`,
    );

    expect(settings).toEqual({
      fsync: 'on',
      commit: 'on',
      checksums: 'on',
      locale: 'C.UTF-8',
      provider: 'b',
    });
  });

  it('lets nobody in without the password, and keeps that to itself', async () => {
    const { port } = await start();

    await expect(ask(`postgres://postgres:guess@127.0.0.1:${port}/postgres`, 'SELECT 1')).rejects.toThrow(
      'password authentication failed',
    );
    expect((await stat(join(dataDir, 'cluster/password'))).mode & 0o077).toBe(0);
  });

  it('writes nothing of statements and rows into its log', async () => {
    const { url } = await start();
    await ask(url, 'CREATE TABLE notes (word text CHECK (length(word) < 3))');
    await expect(ask(url, "INSERT INTO notes VALUES ('my secret')")).rejects.toThrow('violates check');

    expect(await readFile(join(dataDir, 'cluster/postgres.log'), 'utf8')).not.toContain('secret');
  });

  it('takes another port where its own is taken', async () => {
    const first = await start();
    await first.stop();
    const squatter = await listening(first.port);
    const second = await start();

    expect(second.port).not.toBe(first.port);
    squatter.close();
  });

  it('says that the port it must have is taken', async () => {
    const squatter = await listening(0);
    const { port } = squatter.address() as { port: number };

    await expect(startEmbeddedPostgres({ dataDir, port })).rejects.toMatchObject({
      code: 'database-port-taken',
    });
    squatter.close();
  });

  it('never lets two services share a folder', async () => {
    await start();

    await expect(startEmbeddedPostgres({ dataDir })).rejects.toMatchObject({
      code: 'database-data-dir-in-use',
      message: expect.stringContaining(`The service of process ${process.pid} already uses`) as string,
    });
  });

  it('lets one of two that start at the same moment win', async () => {
    await rm(join(dataDir, 'cluster'), { recursive: true });
    const starts = await Promise.allSettled([start(), start()]);
    server = starts.find((one) => one.status === 'fulfilled')?.value;

    expect(starts.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await readdir(dataDir)).toEqual(['cluster']);
  });

  it('comes back on its port with everything acknowledged when it is killed', async () => {
    const killed = await start();
    const { pid } = killed;
    await ask(killed.url, "CREATE TABLE notes AS SELECT 'kept' AS word");
    process.kill(pid, 'SIGKILL');
    await waitUntil(() => killed.pid !== pid);

    expect(await ask(killed.url, 'SELECT word FROM notes')).toEqual([{ word: 'kept' }]);
  });

  it('stays down when it is stopped while it comes back', async () => {
    const dying = await start();
    process.kill(dying.pid, 'SIGKILL');
    await dying.stop();
    await wait(300);

    await expect(ask(dying.url, 'SELECT 1')).rejects.toThrow('ECONNREFUSED');
  });

  it('refuses the data of another major version', async () => {
    await writeFile(join(dataDir, 'cluster/data/PG_VERSION'), '17\n');

    await expect(start()).rejects.toMatchObject({
      code: 'database-version-mismatch',
      message: expect.stringContaining(
        'belong to PostgreSQL 17, this release brings PostgreSQL 18',
      ) as string,
    });
  });

  it('leaves nothing half made where it cannot be set up', async () => {
    await rm(join(dataDir, 'cluster'), { recursive: true });
    await writeFile(join(dataDir, 'cluster'), 'a file where a folder should be');

    await expect(start()).rejects.toMatchObject({ code: 'database-version-mismatch' });
    expect(await readdir(dataDir)).toEqual(['cluster']);
  });

  it('says where its log is when it cannot start', async () => {
    await expect(
      startEmbeddedPostgres({ dataDir, settings: { shared_buffers: 'plenty' } }),
    ).rejects.toMatchObject({
      code: 'database-start-failed',
      message: expect.stringMatching(/shared_buffers.*postgres\.log/) as string,
    });
  });

  it('begins anew where an earlier beginning was interrupted', async () => {
    await rm(join(dataDir, 'cluster'), { recursive: true });
    await mkdir(join(dataDir, `cluster.${2 ** 22 + 1}.0a.tmp/data`), { recursive: true });
    const { url } = await start();

    expect(await ask(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect(await readdir(dataDir)).toEqual(['cluster']);
  });
});
