import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { waitUntil } from '@app/platform/testing';
import { KEY, openHouse, QUESTION, replicaOf, type House } from './support/house.js';

/** Between a service and its database: takes everything and says nothing, on kept connections too, while silent. */
class SilentWay {
  private readonly sockets = new Set<Socket>();
  private silent = false;
  private server?: Server;

  async open(port: number): Promise<number> {
    this.server = createServer((client) => {
      const upstream = connect(port, '127.0.0.1');
      for (const [from, to] of [
        [client, upstream],
        [upstream, client],
      ] as const) {
        this.sockets.add(from);
        from.on('error', () => undefined);
        from.on('data', (data) => this.silent || to.write(data));
        from.on('close', () => to.destroy());
      }
    });
    await new Promise<void>((resolve) => this.server?.listen(0, '127.0.0.1', resolve));
    return (this.server.address() as AddressInfo).port;
  }

  hush(): void {
    this.silent = true;
  }

  /** What was swallowed does not come back, so the connections end. */
  speak(): void {
    this.silent = false;
    for (const socket of this.sockets) socket.destroy();
  }

  close(): void {
    this.speak();
    this.server?.close();
  }
}

describe('a database that says nothing', () => {
  const way = new SilentWay();
  let house: House;
  let behind: House;
  beforeAll(async () => {
    house = await openHouse();
    const url = new URL(house.databaseUrl);
    url.port = String(await way.open(Number(url.port)));
    url.hostname = '127.0.0.1';
    const quick = { ENABLE_SEARCH_AUGMENTATION: 'false', SHUTDOWN_TIMEOUT_MS: '5000' };
    behind = await openHouse({ ...replicaOf(house), DATABASE_URL: url.href, ...quick });
  });
  afterAll(async () => {
    way.close();
    await behind?.stop();
    await house?.stop();
  });

  it('refuses questions in the time that readiness takes to know, calls nobody, and goes on by itself', async () => {
    await waitUntil(async () => (await behind.ask({ message: QUESTION })).status === 200);
    const before = (await house.bill()).length;
    way.hush();
    // Less than what one question to the database may take, of which these would be two.
    const within = AbortSignal.timeout(17_000);
    for (let turn = 0; turn < 2; turn += 1) {
      const asked = Array.from({ length: 5 }, () =>
        behind.ask({ message: QUESTION }, { 'X-API-Key': KEY }, { signal: within }),
      );
      for (const response of await Promise.all(asked)) expect(response.status).toBe(503);
    }
    expect(await house.bill()).toHaveLength(before);
    way.speak();
    await waitUntil(async () => (await behind.ask({ message: QUESTION })).status === 200);
    await waitUntil(async () => {
      const [row] = await house.sql<{ open: number }>('SELECT count(*)::int AS open FROM holds');
      return row?.open === 0;
    });
  });
});
