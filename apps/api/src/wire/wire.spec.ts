import type { AddressInfo } from 'node:net';
import type { Request, Response } from 'express';
import { close, listen } from '../boot/ports.js';
import { httpContext, socketContext } from '../testing.js';
import { internalServer, portGate } from './internal-port.js';
import { isAllowedOrigin } from './origins.js';
import { placeOf } from './wire-place.js';

describe(isAllowedOrigin.name, () => {
  it.each([
    [{ host: 'a.org' }, [], true],
    [{ host: 'a.org', origin: 'https://a.org' }, [], true],
    [{ host: 'a.org', origin: 'https://b.org' }, [], false],
    [{ host: 'a.org', origin: 'https://b.org' }, ['https://b.org'], true],
    [{ host: 'a.org', origin: 'https://b.org.evil.org' }, ['https://b.org'], false],
    [{ host: 'a.org', origin: 'https://b.org' }, ['*'], true],
    [{ host: 'a.org', origin: 'null' }, [], false],
  ])('judges %j with the list %j', (headers, allowed, verdict) => {
    expect(isAllowedOrigin(headers, allowed)).toBe(verdict);
  });
});

describe(placeOf.name, () => {
  it('leaves the query out and keeps the request’s id', () => {
    const context = httpContext({
      originalUrl: '/v1/chat?token=secret',
      id: 'req-1',
      headers: { host: 'a.org' },
    });
    expect(placeOf(context)).toEqual({ base: 'http://a.org', instance: '/v1/chat', requestId: 'req-1' });
  });

  it.each(['a.org/evil?', '<script>', 'a.org:port', undefined])(
    'puts no host like %j into an address',
    (host) => {
      expect(placeOf(httpContext({ headers: { host } })).base).toBe('http://localhost');
    },
  );

  it('gives a socket event one id', () => {
    const socket = { nsp: { name: '/chat' }, handshake: { headers: { host: '[::1]:8000' }, secure: false } };
    const context = socketContext(socket, {});
    expect(placeOf(context)).toMatchObject({ base: 'http://[::1]:8000', instance: '/chat#chat:create' });
    expect(placeOf(context).requestId).toBe(placeOf(context).requestId);
    expect(placeOf(socketContext(socket, 'text')).requestId).toMatch(/^req-/);
  });
});

describe(portGate.name, () => {
  const answerOf = (path: string): unknown => {
    const next = jest.fn();
    portGate({ path } as Request, {} as Response, next);
    return next.mock.calls[0]?.[0];
  };

  it.each(['/metrics', '/docs', '/docs/swagger-ui.css', '/openapi.json'])(
    'hides %s from the public port',
    (path) => {
      expect(answerOf(path)).toMatchObject({ kind: 'not-found' });
    },
  );

  it.each([
    '/METRICS',
    '/Docs',
    '/DOCS/swagger-ui-init.js',
    '/OpenApi.json',
    '/docs-JSON',
    '/metrics/',
    '//metrics',
    '/.//metrics',
    '/%6detrics',
    '/%256detrics',
    '/%2Fmetrics',
    '/%5cdocs',
    '/docs%2fswagger-ui-init.js',
  ])('must not let a public client in by another spelling: %s', (path) => {
    expect(answerOf(path)).toMatchObject({ kind: 'not-found' });
  });

  it.each(['/v1/chat', '/health', '/metricsx', '/v1/%zz'])('leaves %s on the public port', (path) => {
    expect(answerOf(path)).toBeUndefined();
  });

  it('shows operators’ routes, and no others, on the internal port', async () => {
    const server = internalServer((request, response) => {
      const shaped = Object.assign(request, { path: request.url }) as unknown as Request;
      portGate(shaped, {} as Response, (error?: unknown) => response.writeHead(error ? 404 : 200).end());
    });
    await listen(server, 0, '127.0.0.1');
    const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    expect((await fetch(`${base}/metrics`)).status).toBe(200);
    expect((await fetch(`${base}/v1/chat`)).status).toBe(404);
    server.closeAllConnections();
    await close(server);
  });
});
