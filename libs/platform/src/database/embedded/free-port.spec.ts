import { createServer, type AddressInfo, type Server } from 'node:net';
import { findFreePort, isPortFree } from './free-port.js';

const listen = (port: number): Promise<Server> =>
  new Promise((resolve) => {
    const server = createServer().listen(port, '127.0.0.1', () => resolve(server));
  });

describe(isPortFree.name, () => {
  it('tells a taken port from a free one', async () => {
    const server = await listen(0);
    const { port } = server.address() as AddressInfo;
    expect(await isPortFree(port)).toBe(false);

    await new Promise((resolve) => server.close(resolve));
    expect(await isPortFree(port)).toBe(true);
  });
});

describe(findFreePort.name, () => {
  it('finds a port one can listen on', async () => {
    const port = await findFreePort();
    const server = await listen(port);

    expect((server.address() as AddressInfo).port).toBe(port);
    server.close();
  });
});
