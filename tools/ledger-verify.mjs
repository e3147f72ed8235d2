// `npm run ledger:verify`: asks the ledger whether it is whole, while the service runs or not. The database is
// DATABASE_URL, or the embedded one under DATA_DIR. Exit code 1 when an invariant is broken, 2 when it cannot be asked.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import build from './build.cjs';

const root = fileURLToPath(new URL('..', import.meta.url));
await build.buildWhatChanged(root, ['api']);
const platform = await import('../dist/libs/platform/src/index.js');
const { verifyLedger } = await import('../dist/libs/cost/src/checks/verify.js');

const NOTHING = { stop: () => Promise.resolve() };

/** The connection of the service that runs on this folder, or a server of our own when none does. */
async function embeddedDatabase(dataDir) {
  const folder = join(dataDir, 'postgres');
  const [port, password] = await Promise.all(
    ['port', 'password'].map((name) => readFile(join(folder, 'cluster', name), 'utf8').catch(() => null)),
  );
  if (password === null) throw new Error(`There is no ledger yet: ${folder} holds no database.`);
  const url = `postgres://postgres:${password}@127.0.0.1:${port}/postgres`;
  const running =
    port !== null &&
    (await connect(url).then(
      ({ database }) => database.destroy().then(() => true),
      () => false,
    ));
  return running ? { url, ...NOTHING } : platform.startEmbeddedPostgres({ dataDir: folder });
}

async function connect(url) {
  const options = { url, poolSize: 1, migrations: [], applicationName: 'ledger-verify' };
  return { database: await platform.createDataSource(options).initialize() };
}

function print(results) {
  const width = Math.max(...results.map(({ invariant }) => invariant.length));
  for (const { invariant, ok, details } of results)
    console.log(`${ok ? 'holds ' : 'BROKEN'}  ${invariant.padEnd(width)}  ${details}`.trimEnd());
}

/** `batch 42, sha256 …`: what a copy of the books is held against. */
async function headOf(database) {
  const [{ seq, hash }] = await database.query(`SELECT seq, encode(hash, 'hex') AS hash FROM ledger_chain`);
  return `batch ${seq}, sha256 ${hash}`;
}

async function main() {
  const configured = process.env.DATABASE_URL || platform.loadConfig(platform.readEnvironment()).database.url;
  const server = configured
    ? { url: configured, ...NOTHING }
    : await embeddedDatabase(platform.loadConfig(platform.readEnvironment()).database.dataDir);
  try {
    const { database } = await connect(server.url);
    try {
      const results = await verifyLedger(database);
      print(results);
      console.log(
        `head of the chain: ${await headOf(database)}; noted down elsewhere, it pins all before it`,
      );
      const broken = results.filter(({ ok }) => !ok).length;
      console.log(`${results.length - broken} of ${results.length} invariants hold`);
      if (broken > 0) process.exitCode = 1;
    } finally {
      await database.destroy();
    }
  } finally {
    await server.stop();
  }
}

await main().catch((error) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
});
