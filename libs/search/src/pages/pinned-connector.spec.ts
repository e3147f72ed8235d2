import { createServer, type AddressInfo, type Server } from 'node:net';
import { isPeer, pinnedConnector } from './pinned-connector.js';

describe(pinnedConnector.name, () => {
  let server: Server;
  let port: string;
  beforeAll(async () => {
    server = createServer((socket) => socket.end());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    port = String((server.address() as AddressInfo).port);
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  const connect = (...addresses: string[]): Promise<string> =>
    new Promise((resolve, reject) => {
      const options = { hostname: 'name.example.com', host: 'name.example.com', protocol: 'http:', port };
      pinnedConnector(addresses)(options, (error, socket) => {
        if (error) reject(error);
        else resolve(String(socket.remoteAddress));
        socket?.destroy();
      });
    });

  it('connects to the address and not to the name', async () => {
    expect(await connect('127.0.0.1')).toBe('127.0.0.1');
  });

  it('tries the next address where one does not answer', async () => {
    expect(await connect('127.0.0.9', '127.0.0.1')).toBe('127.0.0.1');
  });

  it('fails where none answers, and where there is none', async () => {
    await expect(connect('127.0.0.8', '127.0.0.9')).rejects.toThrow('ECONNREFUSED');
    await expect(connect()).rejects.toThrow('no address');
  });

  it('must not keep a socket whose peer is another one', async () => {
    // Linux connects 0.0.0.0 to 127.0.0.1.
    await expect(connect('0.0.0.0')).rejects.toThrow('not the address');
  });
});

describe(isPeer.name, () => {
  it.each([
    ['2001:db8::1', '2001:0DB8:0:0::1', true],
    ['2001:db8::1', '2001:db8::2', false],
    ['::ffff:127.0.0.1', '127.0.0.1', false],
    [undefined, '127.0.0.1', false],
  ])('compares %s with %s', (remoteAddress, address, expected) => {
    expect(isPeer({ remoteAddress }, address)).toBe(expected);
  });
});
