import { createServer, type AddressInfo } from 'node:net';

/** True when nobody listens on the port of the loopback address. */
export async function isPortFree(port: number): Promise<boolean> {
  return (await listenBriefly(port)) !== null;
}

/** A port of the loopback address that is free now; somebody may still be quicker. */
export async function findFreePort(): Promise<number> {
  const port = await listenBriefly(0);
  if (port === null) throw new Error('The machine has no free port on 127.0.0.1');
  return port;
}

function listenBriefly(port: number): Promise<number | null> {
  return new Promise((done) => {
    const server = createServer();
    server.once('error', () => done(null));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      const taken = (server.address() as AddressInfo).port;
      server.close(() => done(taken));
    });
  });
}
