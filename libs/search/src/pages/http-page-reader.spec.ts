import { FakeClock } from '@app/platform/testing';
import { timersOf } from '@app/resilience';
import { CachedPageReader } from './cached-page-reader.js';
import { HttpPageReader, type HttpPageReaderOptions } from './http-page-reader.js';
import type { PageExtractor } from './page-extractor.js';
import { pageReaderContract } from './page-reader.contract.js';
import { PageServer, PLAIN_OPTIONS, type Answer } from './page-server.contract.js';

const HTML = { 'content-type': 'text/html' };
const page: Answer = (_request, response) =>
  void response.writeHead(200, HTML).end('<title>Honest</title><p>An honest page.');
const missing: Answer = (_request, response) => void response.writeHead(404, HTML).end('no');
const ANSWERS = { page, missing, silent: () => {} };

describe(HttpPageReader.name, () => {
  const server = new PageServer();
  beforeAll(() => server.start());
  afterAll(() => server.stop());

  const address = (): string => `http://honest.com:${server.port}/a`;
  const readerOf = (more: Partial<HttpPageReaderOptions> = {}): HttpPageReader =>
    new HttpPageReader({
      ...PLAIN_OPTIONS(),
      resolver: { resolve: async () => ['127.0.0.1'] },
      // The contract's literal addresses stay private; the name's is where the server is.
      policy: (ip) => ip === '127.0.0.1' && server.answer !== refused,
      urls: { allowHttp: true, ports: new Set([server.port]) },
      ...more,
    });
  const refused: Answer = () => {};
  const subject = (answer: Answer) => {
    server.answer = answer;
    const before = server.calls;
    return { reader: readerOf(), url: address(), calls: () => server.calls - before };
  };

  pageReaderContract(HttpPageReader.name, (scenario) => subject(ANSWERS[scenario]));

  it('connects to public addresses only unless told otherwise', async () => {
    const { reader, url } = subject(refused);
    expect(await reader.read(url)).toMatchObject({ code: 'private-address' });
    const byItself = new HttpPageReader(PLAIN_OPTIONS());
    expect(await byItself.read('https://10.0.0.1/')).toMatchObject({ code: 'private-address' });
  });

  it('says for whom it reads, so that tenants take turns', async () => {
    const { url } = subject(page);
    const owners: unknown[] = [];
    const { extractor } = PLAIN_OPTIONS();
    const extract: PageExtractor['extract'] = (source, signal, owner) => {
      owners.push(owner);
      return extractor.extract(source, signal, owner);
    };
    const { clock } = PLAIN_OPTIONS();
    const reader = new CachedPageReader(readerOf({ extractor: { extract } }), clock).forTenant('acme');
    expect(await reader.read(url)).toMatchObject({ state: 'fetched' });
    expect(owners).toEqual(['acme']);
  });

  it('gives up after its time', async () => {
    const { url } = subject(() => {});
    const clock = new FakeClock();
    const reading = readerOf({ clock, timers: timersOf(clock), timeoutMs: 10_000 }).read(url);
    await new Promise((resolve) => setTimeout(resolve, 50));
    await clock.advance(10_000);
    expect(await reading).toMatchObject({ code: 'too-slow' });
  });

  it('must not take a page’s word for where it stands', async () => {
    const head =
      '<link rel="canonical" href="https://trusted.org/a"><meta property="og:url" content="https://trusted.org/a">';
    const { reader, url } = subject(
      (_request, response) =>
        void response.writeHead(200, HTML).end(`${head}<base href="https://trusted.org"><p>x`),
    );
    expect(await reader.read(url)).toMatchObject({ url, finalUrl: url });
  });

  it('takes the host for the title where the page has none', async () => {
    const { reader, url } = subject((_request, response) => void response.writeHead(200, HTML).end('<p>x'));
    expect(await reader.read(url)).toMatchObject({ title: 'honest.com', text: 'x' });
  });

  it('follows five redirects and no sixth', async () => {
    const hops = (first: number): Answer => {
      let left = first;
      return (request, response) => {
        left -= 1;
        if (left < 0) page(request, response);
        else response.writeHead(302, { location: '/next' }).end();
      };
    };
    const five = subject(hops(5));
    expect(await five.reader.read(five.url)).toMatchObject({ finalUrl: address().replace('/a', '/next') });
    const six = subject(hops(6));
    expect(await six.reader.read(six.url)).toMatchObject({ code: 'redirect-limit' });
    expect(six.calls()).toBe(6);
  });

  it.each<[string, Answer, string]>([
    ['no target', (_q, response) => void response.writeHead(302).end(), 'invalid-url'],
    [
      'a wrong target',
      (_q, response) => void response.writeHead(302, { location: 'http://[' }).end(),
      'invalid-url',
    ],
    [
      'too much',
      (_q, response) => void response.writeHead(200, { ...HTML, 'content-length': 1e9 }).write('x'),
      'too-large',
    ],
    [
      'too many headers',
      (_q, response) => void response.writeHead(200, { ...HTML, x: 'y'.repeat(20_000) }).end(),
      'too-large',
    ],
    ['nonsense', ({ socket }) => void socket.end('nonsense\r\n'), 'unreadable'],
    ['endless hints', ({ socket }) => void socket.write('HTTP/1.1 103 Hint\r\n\r\n'.repeat(20)), 'too-large'],
    ['a torn socket', ({ socket }) => void socket.resetAndDestroy(), 'unreachable'],
    ['no text', (_q, response) => void response.writeHead(200, HTML).end(), 'unreadable'],
    [
      'a packed page twice named',
      (_q, response) =>
        void response
          .writeHead(200, [
            ...Object.entries(HTML).flat(),
            'content-encoding',
            'gzip',
            'content-encoding',
            'gzip',
          ])
          .end(),
      'wrong-content-type',
    ],
  ])('blocks a page that answers with %s', async (_what, answer, code) => {
    const { reader, url } = subject(answer);
    expect(await reader.read(url)).toMatchObject({ state: 'blocked', url, code });
  });
});
