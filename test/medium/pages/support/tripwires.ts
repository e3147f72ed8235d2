import { createServer, Socket, type Server } from 'node:net';

/** Other ways to this machine than the one that is allowed. */
const LOOPBACKS = ['127.0.0.1', '127.0.0.3', '127.1.2.3', '127.255.255.254', '::1'];

/**
 * Listeners on private addresses that count who comes, and an ear on every socket of this process that is told to
 * connect, wherever to: what no listener here can hear (10.0.0.1) is heard there.
 */
export class Tripwires {
  connections = 0;
  /** `host:port` of every attempt to connect. */
  readonly attempts: string[] = [];
  private readonly servers: Server[] = [];
  private ear?: jest.SpyInstance;

  async start(port: number): Promise<this> {
    await Promise.all(LOOPBACKS.map((host) => this.listen(host, port)));
    // oxlint-disable-next-line typescript/unbound-method -- called with its own `this` below
    const connect = Socket.prototype.connect;
    const { attempts } = this;
    this.ear = jest.spyOn(Socket.prototype, 'connect').mockImplementation(function (
      this: Socket,
      ...given: unknown[]
    ) {
      attempts.push(target(given));
      return Reflect.apply(connect, this, given) as Socket;
    });
    return this;
  }

  reset(): void {
    this.connections = 0;
    this.attempts.length = 0;
  }

  async stop(): Promise<void> {
    this.ear?.mockRestore();
    await Promise.all(this.servers.map((server) => new Promise((resolve) => server.close(resolve))));
  }

  private async listen(host: string, port: number): Promise<void> {
    const server = createServer((socket) => {
      this.connections += 1;
      socket.destroy();
    });
    this.servers.push(server);
    await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, host, resolve));
  }
}

/** `connect` takes options, or what `net.connect` made of its arguments: a list with the options first. */
function target(given: unknown[]): string {
  const first: unknown = Array.isArray(given[0]) ? given[0][0] : given[0];
  const { host = '?', port = '?', path } = first as { host?: string; port?: number; path?: string };
  return path ?? `${host}:${port}`;
}
