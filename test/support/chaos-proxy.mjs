// A TCP proxy on loopback that misbehaves on demand, between a service and its upstream.
import { createConnection, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** Connections at once; a test that makes more is broken. */
const MOST_CONNECTIONS = 4_096;

/**
 * `mode` of the proxy, changed at any time and obeyed by connections made from then on:
 *   pass · { latencyMs } · { slice } bytes a write · { resetAfter } bytes of the answer · 'refuse' ·
 *   'black-hole' (takes everything, says nothing) · { halfCloseAfter } bytes, then an end without the rest
 */
export async function startChaosProxy(upstreamPort) {
  const sockets = new Set();
  const proxy = { mode: 'pass', connections: 0 };
  const server = createServer((client) => {
    proxy.connections++;
    if (sockets.size > 2 * MOST_CONNECTIONS) return client.destroy();
    watch(client, sockets);
    const { mode } = proxy;
    if (mode === 'refuse') return client.resetAndDestroy();
    if (mode === 'black-hole') return client.resume();
    const upstream = watch(createConnection(upstreamPort, '127.0.0.1'), sockets);
    client.pipe(upstream);
    upstream.once('close', () => client.destroy());
    client.once('close', () => upstream.destroy());
    void answer(upstream, client, mode).catch(() => client.destroy());
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  proxy.port = server.address().port;
  /** A kept connection would go on as it began, so all are closed. */
  proxy.set = (mode) => {
    proxy.mode = mode;
    for (const socket of sockets) socket.destroy();
  };
  proxy.stop = () => {
    for (const socket of sockets) socket.destroy();
    return new Promise((resolve) => server.close(resolve));
  };
  return proxy;
}

function watch(socket, sockets) {
  sockets.add(socket);
  socket.setNoDelay(true);
  socket.on('error', () => {});
  socket.once('close', () => sockets.delete(socket));
  return socket;
}

async function answer(upstream, client, mode) {
  let passed = 0;
  for await (const chunk of upstream) {
    if (mode.latencyMs) await sleep(mode.latencyMs);
    const limit = mode.resetAfter ?? mode.halfCloseAfter ?? Infinity;
    const part = chunk.subarray(0, Math.max(0, limit - passed));
    passed += chunk.length;
    if (mode.slice) await slices(client, part, mode.slice);
    else client.write(part);
    if (passed < limit) continue;
    await sleep(10);
    if (mode.resetAfter !== undefined) client.resetAndDestroy();
    else client.end();
    return;
  }
}

async function slices(client, bytes, size) {
  for (let at = 0; at < bytes.length; at += size) {
    client.write(bytes.subarray(at, at + size));
    if (at % (size * 64) === 0) await sleep(1);
  }
}
