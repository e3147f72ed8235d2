import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';

/** The one loopback address that these tests declare public. */
export const PUBLIC = '127.0.0.2';

const HTML = { 'content-type': 'text/html; charset=utf-8' };
export const PAGE = `<!doctype html><title>Honest</title><p>${'An honest page. '.repeat(20)}</p>`;
const ZEROS = Buffer.alloc(64 * 1024 * 1024);
const MIB = 1024 * 1024;

type Reply = (request: IncomingMessage, response: ServerResponse, url: URL) => void;

/** One way of being hostile a path; `/page` is the honest one. */
const REPLIES: Readonly<Record<string, Reply>> = {
  '/page': (_request, response) => response.writeHead(200, HTML).end(PAGE),
  '/gzip-page': packed('gzip', () => gzipSync(PAGE)),
  '/redirect': (_request, response, url) =>
    response
      .writeHead(Number(url.searchParams.get('code') ?? 302), { location: url.searchParams.get('to') ?? '' })
      .end(),
  '/redirect-nowhere': (_request, response) => response.writeHead(302).end(),
  '/loop': (_request, response) => response.writeHead(307, { location: '/loop' }).end(),
  '/hops': (_request, response, url) => {
    const left = Number(url.searchParams.get('left'));
    response.writeHead(301, { location: left > 1 ? `/hops?left=${left - 1}` : '/page' }).end();
  },
  '/gzip-bomb': packed('gzip', () => gzipSync(ZEROS)),
  '/brotli-bomb': packed('br', () => brotliCompressSync(ZEROS)),
  '/deflate-bomb': packed('deflate', () => deflateSync(ZEROS)),
  '/small-bomb': packed('gzip', () => gzipSync(Buffer.alloc(MIB, 'a'))),
  '/stacked': packed('gzip, gzip', () => gzipSync(gzipSync(PAGE))),
  '/unknown-coding': packed('compress', () => Buffer.from(PAGE)),
  '/gzip-garbage': packed('gzip', () => Buffer.from('not gzip at all')),
  '/gzip-cut': packed('gzip', () => gzipSync(PAGE).subarray(0, 40)),
  '/huge': (_request, response) => response.writeHead(200, { ...HTML, 'content-length': 3 * MIB }).write('x'),
  '/huge-chunked': (_request, response) =>
    pour(response.writeHead(200, HTML), Buffer.alloc(64 * 1024, 'x'), 0),
  '/huge-gzip': (_request, response) =>
    pour(response.writeHead(200, { ...HTML, 'content-encoding': 'gzip' }), gzipMember(), 0),
  '/chunked-forever': (_request, response) => pour(response.writeHead(200, HTML), Buffer.from('x'), 20),
  '/slow-headers': () => {},
  '/slow-loris': ({ socket }) => trickle(socket, 'HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n\r\n', 30),
  '/slow-header-lines': ({ socket }) => {
    socket.write('HTTP/1.1 200 OK\r\n');
    pour(socket, Buffer.from('a: b\r\n'), 30);
  },
  '/endless-headers': ({ socket }) => {
    socket.write('HTTP/1.1 200 OK\r\n');
    pour(socket, Buffer.from(`x: ${'y'.repeat(4_000)}\r\n`), 0);
  },
  '/endless-header': ({ socket }) => {
    socket.write('HTTP/1.1 200 OK\r\nx: ');
    pour(socket, Buffer.alloc(4_000, 'y'), 0);
  },
  '/endless-hints': ({ socket }) => pour(socket, Buffer.from('HTTP/1.1 103 Early Hints\r\n\r\n'), 1),
  '/bad-chunk': ({ socket }) =>
    void socket.end(
      'HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ntransfer-encoding: chunked\r\n\r\nZZ\r\nx',
    ),
  '/no-http': ({ socket }) => void socket.end('SSH-2.0-OpenSSH_9.9\r\n'),
  '/reset': ({ socket }) => void socket.resetAndDestroy(),
  '/cut': (_request, response) => {
    response.writeHead(200, { ...HTML, 'content-length': 1000 }).write('half');
    setTimeout(() => response.destroy(), 20);
  },
  '/pdf': typed('application/pdf'),
  '/json': typed('application/json'),
  '/image': typed('image/svg+xml'),
  '/script': typed('text/javascript'),
  '/multipart': typed('multipart/x-mixed-replace; boundary=a'),
  '/no-type': (_request, response) => response.writeHead(200).end(PAGE),
  '/teapot': (_request, response) => response.writeHead(418, HTML).end(PAGE),
  '/error': (_request, response) => response.writeHead(500, HTML).end(PAGE),
  '/not-modified': (_request, response) => response.writeHead(304).end(),
  '/unauthorized': (_request, response) =>
    response.writeHead(401, { 'www-authenticate': 'Basic realm="internal"' }).end(),
  '/empty': (_request, response) => response.writeHead(200, HTML).end(),
  '/hidden-only': (_request, response) => response.writeHead(200, HTML).end('<p hidden>Nothing to see.</p>'),
  '/attributes': (_request, response) =>
    response
      .writeHead(200, HTML)
      .end(`<p ${Array.from({ length: 200_000 }, (_, i) => `a${i}=1`).join(' ')}>x`),
};

/** A server that is allowed to be reached and does what it can to do harm. */
export class HostileServer {
  readonly requests: IncomingMessage[] = [];
  private readonly server = createServer((request, response) => {
    this.requests.push(request);
    const url = new URL(request.url ?? '', 'http://host');
    request.socket.on('error', () => {});
    const reply = REPLIES[url.pathname];
    if (reply) reply(request, response, url);
    else response.writeHead(404, HTML).end();
  });

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.server.listen(0, PUBLIC, resolve));
    return this;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

function packed(encoding: string, body: () => Buffer): Reply {
  return (_request, response) =>
    response.writeHead(200, { ...HTML, 'content-encoding': encoding }).end(body());
}

function typed(type: string): Reply {
  return (_request, response) => response.writeHead(200, { 'content-type': type }).end(PAGE);
}

/** Noise that does not shrink, one gzip member after the other. */
function gzipMember(): Buffer {
  const noise = Buffer.alloc(64 * 1024);
  for (let at = 0; at < noise.length; at += 1) noise[at] = (at * 7_919 * (at % 251)) % 256;
  return gzipSync(noise, { level: 0 });
}

/** Writes the same for ever, every `everyMs`, until the other side has gone. */
function pour(
  to: NodeJS.WritableStream & { readonly destroyed: boolean },
  chunk: Buffer,
  everyMs: number,
): void {
  const write = (): void => {
    if (to.destroyed) return;
    const goesOn = to.write(chunk);
    if (everyMs > 0) setTimeout(write, everyMs);
    else if (goesOn) setImmediate(write);
    else to.once('drain', write);
  };
  write();
}

/** One character after the other. */
function trickle(
  to: NodeJS.WritableStream & { readonly destroyed: boolean },
  text: string,
  everyMs: number,
): void {
  if (text === '' || to.destroyed) return;
  to.write(text.charAt(0));
  setTimeout(() => trickle(to, text.slice(1), everyMs), everyMs);
}
