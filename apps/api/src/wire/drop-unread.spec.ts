import { once } from 'node:events';
import { Agent, createServer, get, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { dropUnread } from './drop-unread.js';

const UNREAD_MS = 50;

describe(dropUnread.name, () => {
  let server: Server;
  let port: number;

  async function serve(answer: RequestListener): Promise<void> {
    const drop = dropUnread(UNREAD_MS);
    server = createServer((request, response) => drop(request, response, () => answer(request, response)));
    await once(server.listen(0, '127.0.0.1'), 'listening');
    ({ port } = server.address() as AddressInfo);
  }

  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  it('closes a response that has ended and that nobody takes', async () => {
    const closed = new Promise<boolean>((resolve) => {
      void serve((_request, response) => {
        response.once('close', () => resolve(response.writableFinished));
        response.end(Buffer.alloc(64 * 1024 * 1024));
      }).then(() =>
        connect(port, '127.0.0.1')
          .on('error', () => undefined)
          .pause()
          .write('GET / HTTP/1.1\r\nHost: x\r\n\r\n'),
      );
    });
    expect(await closed).toBe(false);
  });

  it('leaves the next answer of the same connection all the time that it needs', async () => {
    await serve((_request, response) => void sleep(4 * UNREAD_MS).then(() => response.end('said')));
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const ask = async () => {
      const [answer] = (await once(get({ port, agent }), 'response')) as [IncomingMessage];
      return text(answer);
    };
    expect([await ask(), await ask()]).toEqual(['said', 'said']);
    agent.destroy();
  });
});
