import { SocketAddress, isIPv6, type Socket } from 'node:net';
import type { SecureContextOptions } from 'node:tls';
import { buildConnector } from 'undici';

type Connector = buildConnector.connector;

/** One address must answer within this, milliseconds; the reading's own limit comes on top. */
const CONNECT_TIMEOUT_MS = 3_000;

/**
 * Connects to one of `addresses` and to nothing else, whatever the URL's host would resolve to by now. TLS still
 * speaks to, and checks the certificate of, the name. After connecting, the peer must be the address that was asked
 * for.
 */
export function pinnedConnector(addresses: readonly string[], tls: SecureContextOptions = {}): Connector {
  // No sessions, no keep-alive: nothing of one reading is left for the next.
  const connect = buildConnector({
    ...tls,
    allowH2: false,
    maxCachedSessions: 0,
    keepAlive: false,
    timeout: CONNECT_TIMEOUT_MS,
  });
  return (options, callback) => attempt(connect, addresses, options, callback);
}

function attempt(
  connect: Connector,
  [address, ...others]: readonly string[],
  options: buildConnector.Options,
  callback: buildConnector.Callback,
): void {
  if (address === undefined) return callback(new Error('There is no address to connect to.'), null);
  // `hostname` is what is connected to, `host` what the certificate must be for.
  connect({ ...options, hostname: address }, (...[error, socket]) => {
    if (error !== null) {
      if (others.length === 0) callback(error, null);
      else attempt(connect, others, options, callback);
    } else if (isPeer(socket, address)) callback(null, socket);
    else {
      socket.destroy();
      callback(new Error('The peer is not the address that was checked.'), null);
    }
  });
}

/** Fails closed: a peer without an address is not the one. */
export function isPeer({ remoteAddress }: Pick<Socket, 'remoteAddress'>, address: string): boolean {
  return remoteAddress !== undefined && canonical(remoteAddress) === canonical(address);
}

function canonical(address: string): string {
  return isIPv6(address) ? new SocketAddress({ address, family: 'ipv6' }).address : address;
}
