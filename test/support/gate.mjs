// A TCP gate on loopback between a service and its upstream: what happens while calls are under way happens for as
// long as it takes, on a slow machine too, where a delay in milliseconds may be over before it has begun.
import { createConnection, createServer } from 'node:net';

/** Requests always pass; answers do while it is open. Holds them in memory: for short ones. Open from the start. */
export async function startGate(upstreamPort) {
  const ways = new Set();
  let isOpen = true;
  const server = createServer((client) => {
    const upstream = createConnection(upstreamPort, '127.0.0.1');
    const way = { client, upstream, held: [], hasEnded: false };
    ways.add(way);
    for (const socket of [client, upstream]) socket.setNoDelay(true).on('error', () => {});
    client.pipe(upstream);
    upstream.on('data', (chunk) => (isOpen ? client.write(chunk) : way.held.push(chunk)));
    upstream.once('close', () => {
      way.hasEnded = true;
      if (isOpen) client.end();
    });
    client.once('close', () => {
      upstream.destroy();
      ways.delete(way);
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    /** How many connections have something that waits. */
    get waiting() {
      return [...ways].filter(({ held }) => held.length > 0).length;
    },
    shut() {
      isOpen = false;
    },
    open() {
      isOpen = true;
      for (const { client, held, hasEnded } of ways) {
        for (const chunk of held.splice(0)) client.write(chunk);
        if (hasEnded) client.end();
      }
    },
    async stop() {
      for (const { client } of ways) client.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
