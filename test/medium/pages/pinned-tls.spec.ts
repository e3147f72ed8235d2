// Real: TLS with the name, over a socket to the address that was checked.
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { SystemClock } from '@app/platform';
import { HttpPageReader, ReadingGate, WorkerPageExtractor } from './support/reader-parts.js';
import { selfSigned } from './support/self-signed.js';

describe(`${HttpPageReader.name} over TLS`, () => {
  const certificate = selfSigned('honest.com');
  const extractor = new WorkerPageExtractor();
  const names: unknown[] = [];
  let server: Server;
  beforeAll(async () => {
    server = createServer(certificate, (request, response) => {
      names.push([(request.socket as TLSSocket & { servername?: string }).servername, request.headers.host]);
      response.writeHead(200, { 'content-type': 'text/plain' }).end('An honest page.');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterAll(async () => {
    await extractor.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  const read = (name: string, tls = { ca: certificate.cert }) => {
    const { port } = server.address() as AddressInfo;
    const reader = new HttpPageReader({
      clock: new SystemClock(),
      extractor,
      gate: new ReadingGate(),
      resolver: { resolve: async () => ['127.0.0.1'] },
      policy: (address) => address === '127.0.0.1',
      urls: { ports: new Set([port]) },
      tls,
    });
    return reader.read(`https://${name}:${port}/`);
  };

  it('speaks to the name at the address', async () => {
    expect(await read('honest.com')).toMatchObject({ state: 'fetched', text: 'An honest page.' });
    expect(names.at(-1)).toEqual(['honest.com', expect.stringMatching(/^honest\.com:\d+$/)]);
  });

  it.each([
    ['of another name', 'other.com', { ca: certificate.cert }],
    ['that nobody trusts', 'honest.com', { ca: selfSigned('honest.com').cert }],
    ['that has no name where the address is asked for', '127.0.0.1', { ca: certificate.cert }],
  ])('must not read a page with a certificate %s', async (_what, name, tls) => {
    const before = names.length;
    expect(await read(name, tls)).toMatchObject({ state: 'blocked', code: 'unreachable' });
    expect(names).toHaveLength(before);
  });
});
