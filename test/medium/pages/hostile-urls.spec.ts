// Real: the reader, its connector, undici, the extraction thread, a DNS server on UDP, an HTTP server, sockets.
// Pretended: 127.0.0.2 is on the Internet. Everything else on loopback is a tripwire.
import { callbackify } from 'node:util';
import { SystemClock } from '@app/platform';
import { Agent, request } from 'undici';
import { DnsServer, type DnsAnswer, type Zone } from './support/dns-server.js';
import { HostileServer, PUBLIC } from './support/hostile-server.js';
import { HOSTILE_URLS, REDIRECT_TARGETS } from './support/hostile-urls.js';
import {
  DnsResolver,
  HttpPageReader,
  isPublicAddress,
  ReadingGate,
  WorkerPageExtractor,
  type BlockedCode,
  type PageReading,
} from './support/reader-parts.js';
import { kindOfUrl, SsrfTable } from './support/ssrf-table.js';
import { Tripwires } from './support/tripwires.js';

const NONE: DnsAnswer = { addresses: [] };
const v4 =
  (...addresses: string[]): Zone =>
  (type) =>
    type === 'A' ? { addresses } : NONE;
const v6 =
  (...addresses: string[]): Zone =>
  (type) =>
    type === 'AAAA' ? { addresses } : NONE;
const first =
  (address: string, later: string): Zone =>
  (type, asked) =>
    type === 'A' ? { addresses: [asked === 0 ? address : later] } : NONE;

const ZONES: Readonly<Record<string, Zone>> = {
  public: v4(PUBLIC),
  rebind: first(PUBLIC, '127.0.0.1'),
  twin: first(PUBLIC, '127.0.0.1'),
  'rebind-on-redirect': first(PUBLIC, '127.0.0.1'),
  private: v4('127.0.0.1'),
  'private-network': v4('10.0.0.1'),
  metadata: v4('169.254.169.254'),
  zero: v4('0.0.0.0'),
  mixed: v4(PUBLIC, '127.0.0.1'),
  'mixed-first': v4('127.0.0.1', PUBLIC),
  'mixed-late': v4(PUBLIC, PUBLIC, PUBLIC, PUBLIC, '10.0.0.1'),
  'mixed-families': (type) => ({ addresses: [type === 'A' ? PUBLIC : '::1'] }),
  'cname-private': (type) => (type === 'A' ? { addresses: ['127.0.0.1'], cname: 'localhost' } : NONE),
  'cname-metadata': (type) =>
    type === 'A' ? { addresses: ['169.254.169.254'], cname: 'metadata.google.internal' } : NONE,
  'aaaa-loopback': v6('::1'),
  'aaaa-mapped': v6('::ffff:127.0.0.1'),
  'aaaa-nat64': v6('64:ff9b::7f00:1'),
  'aaaa-6to4': v6('2002:7f00:1::1'),
  'aaaa-unique-local': v6('fd00:ec2::254'),
  'aaaa-link-local': v6('fe80::1'),
  'aaaa-own-nat64': v6('2a00:64::7f00:1'),
  'aaaa-own-nat64-metadata': v6('2a00:64::a9fe:a9fe'),
  empty: v4(),
  'server-failure': () => ({ code: 'SERVFAIL' }),
  'half-failure': (type) => (type === 'A' ? { addresses: [PUBLIC] } : { code: 'SERVFAIL' }),
  refused: () => ({ code: 'REFUSED' }),
  silent: () => 'silence',
  'half-silent': (type) => (type === 'A' ? { addresses: [PUBLIC] } : 'silence'),
  garbage: () => 'garbage',
};

const HOSTILE_NAMES: readonly (readonly [name: string, code: BlockedCode])[] = [
  ['private', 'private-address'],
  ['private-network', 'private-address'],
  ['metadata', 'private-address'],
  ['zero', 'private-address'],
  ['mixed', 'private-address'],
  ['mixed-first', 'private-address'],
  ['mixed-late', 'private-address'],
  ['mixed-families', 'private-address'],
  ['cname-private', 'private-address'],
  ['cname-metadata', 'private-address'],
  ['aaaa-loopback', 'private-address'],
  ['aaaa-mapped', 'private-address'],
  ['aaaa-nat64', 'private-address'],
  ['aaaa-6to4', 'private-address'],
  ['aaaa-unique-local', 'private-address'],
  ['aaaa-link-local', 'private-address'],
  ['aaaa-own-nat64', 'private-address'],
  ['aaaa-own-nat64-metadata', 'private-address'],
  ['empty', 'dns'],
  ['unknown', 'dns'],
  ['server-failure', 'dns'],
  ['half-failure', 'dns'],
  ['refused', 'dns'],
  ['silent', 'too-slow'],
  ['half-silent', 'too-slow'],
  ['garbage', 'dns'],
];

const HOSTILE_PAGES: readonly (readonly [path: string, code: BlockedCode])[] = [
  ['/redirect-nowhere', 'invalid-url'],
  ['/loop', 'redirect-limit'],
  ['/hops?left=6', 'redirect-limit'],
  ['/gzip-bomb', 'too-large'],
  ['/brotli-bomb', 'too-large'],
  ['/deflate-bomb', 'too-large'],
  ['/small-bomb', 'too-large'],
  ['/stacked', 'wrong-content-type'],
  ['/unknown-coding', 'wrong-content-type'],
  ['/gzip-garbage', 'unreadable'],
  ['/gzip-cut', 'unreadable'],
  ['/huge', 'too-large'],
  ['/huge-chunked', 'too-large'],
  ['/huge-gzip', 'too-large'],
  ['/chunked-forever', 'too-slow'],
  ['/slow-headers', 'too-slow'],
  ['/slow-loris', 'too-slow'],
  ['/slow-header-lines', 'too-slow'],
  ['/endless-headers', 'too-large'],
  ['/endless-header', 'too-large'],
  ['/endless-hints', 'too-large'],
  ['/bad-chunk', 'unreadable'],
  ['/no-http', 'unreadable'],
  ['/reset', 'unreachable'],
  ['/cut', 'unreachable'],
  ['/pdf', 'wrong-content-type'],
  ['/json', 'wrong-content-type'],
  ['/image', 'wrong-content-type'],
  ['/script', 'wrong-content-type'],
  ['/multipart', 'wrong-content-type'],
  ['/no-type', 'wrong-content-type'],
  ['/teapot', 'status'],
  ['/error', 'status'],
  ['/not-modified', 'status'],
  ['/unauthorized', 'status'],
  ['/nothing-here', 'status'],
  ['/empty', 'unreadable'],
  ['/hidden-only', 'unreadable'],
];

describe(`${HttpPageReader.name} and hostile URLs`, () => {
  const wires = new Tripwires();
  const server = new HostileServer();
  const dns = new DnsServer(
    new Map([
      ...Object.entries(ZONES).map(([name, zone]) => [`${name}.attacker.com`, zone] as const),
      // This network translates addresses, and tells of it as RFC 7050 wants it.
      ['ipv4only.arpa', (type) => ({ addresses: type === 'A' ? ['192.0.0.170'] : ['2a00:64::c000:aa'] })],
    ]),
  );
  const table = new SsrfTable();
  const extractor = new WorkerPageExtractor();
  const policy = (address: string): boolean => address === PUBLIC || isPublicAddress(address);
  let resolver: DnsResolver;

  beforeAll(async () => {
    await Promise.all([server.start(), dns.start()]);
    await wires.start(server.port);
    resolver = new DnsResolver([dns.address]);
    await reader().read(at('public', '/page'));
  });
  beforeEach(() => wires.reset());
  afterAll(() => table.print());
  afterAll(() => Promise.all([wires.stop(), server.stop(), dns.stop(), extractor.close()]));

  const here = (url: string): string => url.replaceAll('{port}', String(server.port));
  const at = (name: string, path: string): string => here(`http://${name}.attacker.com:{port}${path}`);
  const reader = (timeoutMs = 30_000): HttpPageReader =>
    new HttpPageReader({
      clock: new SystemClock(),
      extractor,
      gate: new ReadingGate(),
      resolver,
      policy,
      timeoutMs,
      urls: { allowHttp: true, ports: new Set([server.port]) },
    });

  /** Nobody was there, and nobody was on the way to anywhere but where we allow it. */
  function expectNothingPrivate(kind: string): void {
    const elsewhere = wires.attempts.filter((target) => target !== `${PUBLIC}:${server.port}`);
    table.note(kind, wires.connections + elsewhere.length);
    expect(wires.connections).toBe(0);
    expect(elsewhere).toEqual([]);
  }

  it('holds at least 120 ways in', () => {
    const ways = [...HOSTILE_URLS, ...REDIRECT_TARGETS, ...HOSTILE_NAMES, ...HOSTILE_PAGES];
    expect(ways.length).toBeGreaterThanOrEqual(240);
    expect(new Set(HOSTILE_URLS.map(([url]) => url)).size).toBe(HOSTILE_URLS.length);
  });

  it.each(HOSTILE_URLS.map(([url, code]) => [url, code] as const))(
    'must not connect for %j (%s)',
    async (url, code) => {
      expect(await reader().read(here(url))).toEqual(blocked(here(url), code));
      expect(wires.attempts).toEqual([]);
      expectNothingPrivate(kindOfUrl(url));
    },
  );

  it.each(HOSTILE_NAMES)('must not connect to a name whose DNS is %s (%s)', async (name, code) => {
    const patienceMs = code === 'too-slow' ? 1_000 : 30_000;
    expect(await reader(patienceMs).read(at(name, '/page'))).toMatchObject({ state: 'blocked', code });
    expect(wires.attempts).toEqual([]);
    expectNothingPrivate('name whose DNS lies or fails');
  });

  it.each(REDIRECT_TARGETS)('must not follow a redirect to %s (%s)', async (target, code) => {
    // The rebinding name has given its public address to whoever asked first.
    await resolver.resolve('rebind-on-redirect.attacker.com');
    wires.reset();
    const url = at('public', `/redirect?to=${encodeURIComponent(here(target))}`);
    expect(await reader().read(url)).toEqual(blocked(url, code));
    expect(wires.attempts).toEqual([`${PUBLIC}:${server.port}`]);
    expectNothingPrivate('redirect');
  });

  it.each([301, 303, 307, 308])('must not follow a %d to loopback', async (code) => {
    const url = at('public', `/redirect?code=${code}&to=${encodeURIComponent(here('http://127.1:{port}/'))}`);
    expect(await reader().read(url)).toEqual(blocked(url, 'private-address'));
    expectNothingPrivate('redirect');
  });

  it.each(HOSTILE_PAGES)('is not harmed by %s (%s)', async (path, code) => {
    const patienceMs = code === 'too-slow' ? 400 : 30_000;
    const reading = await reader(patienceMs).read(at('public', path));
    expect(reading).toMatchObject({ state: 'blocked', code });
    expectNothingPrivate('page that is a weapon');
  });

  it('connects to the address that was checked, and asks DNS once', async () => {
    const reading = await reader().read(at('rebind', '/page'));
    expect(reading).toMatchObject({ state: 'fetched', title: 'Honest' });
    expect(dns.asked.get('A rebind.attacker.com')).toBe(1);
    expect(wires.attempts).toEqual([`${PUBLIC}:${server.port}`]);
    expectNothingPrivate('rebinding');
    expect(await reader().read(at('rebind', '/page'))).toMatchObject({ code: 'private-address' });
    expectNothingPrivate('rebinding');
  });

  it('would be heard: a twin that checks the name and lets the fetch resolve it again trips the wire', async () => {
    const url = at('twin', '/page');
    const lookAgain = async (name: string): Promise<{ address: string; family: number }[]> =>
      (await resolver.resolve(name)).map((address) => ({ address, family: 4 }));
    const agent = new Agent({
      connect: { lookup: (name, _options, done) => callbackify(lookAgain)(name, done) },
    });
    const addresses = await resolver.resolve('twin.attacker.com');
    expect(addresses.every(policy)).toBe(true);
    await request(url, { dispatcher: agent }).catch(() => {});
    await agent.destroy();
    table.noteTwin(wires.connections);
    expect(wires.connections).toBe(1);
  });

  it('sends no cookies and no credentials, and says who it is', async () => {
    await reader().read(at('public', '/page'));
    const { headers } = server.requests.at(-1) ?? {};
    expect(Object.keys(headers ?? {}).sort()).toEqual([
      'accept',
      'accept-encoding',
      'connection',
      'host',
      'user-agent',
    ]);
    expect(headers).toMatchObject({
      host: here('public.attacker.com:{port}'),
      'user-agent': expect.stringContaining('ai-chatbot'),
    });
  });

  it.each(['/page', '/gzip-page', '/hops?left=4', '/redirect?to=/page'])(
    'reads an honest %s',
    async (path) => {
      expect(await reader().read(at('public', path))).toMatchObject({
        state: 'fetched',
        finalUrl: at('public', path === '/gzip-page' ? path : '/page'),
        title: 'Honest',
        text: expect.stringContaining('An honest page.'),
      });
    },
  );

  it('reads nothing but https on its own port unless told otherwise', async () => {
    const strict = new HttpPageReader({
      clock: new SystemClock(),
      extractor,
      gate: new ReadingGate(),
      resolver,
      policy,
    });
    expect(await strict.read(at('public', '/page'))).toMatchObject({ code: 'not-https' });
    expect(await strict.read(at('public', '/page').replace('http:', 'https:'))).toMatchObject({
      code: 'port',
    });
    expect(wires.attempts).toEqual([]);
  });
});

function blocked(url: string, code: BlockedCode): PageReading {
  return { state: 'blocked', url, code, message: expect.stringMatching(/./) as string };
}
