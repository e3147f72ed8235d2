import type { IncomingMessage } from 'node:http';
import { IoAdapter } from '@nestjs/platform-socket.io';
import type { AppConfig } from '@app/platform';
import type { INestApplicationContext } from '@nestjs/common';
import { isAllowedOrigin } from './origins.js';
import { publishAt } from './public-url.js';

// The adapter's own types: it may bring a Socket.IO of its own, whose types are then not ours.
type SocketServer = ReturnType<IoAdapter['createIOServer']>;
type SocketOptions = Parameters<IoAdapter['createIOServer']>[1];

/** How long a client may be connected without having joined a namespace. Milliseconds. */
const CONNECT_TIMEOUT_MS = 10_000;

/** Socket.IO with our limits. CORS does not hold WebSockets back, so the origin is checked on every handshake. */
export class SocketAdapter extends IoAdapter {
  constructor(
    app: INestApplicationContext,
    private readonly config: AppConfig,
  ) {
    super(app);
  }

  override createIOServer(port: number, options?: SocketOptions): SocketServer {
    const { corsAllowedOrigins, bodyLimitBytes, publicUrl } = this.config.server;
    const server = super.createIOServer(port, {
      ...options,
      cors: { origin: [...corsAllowedOrigins] },
      allowRequest: (request: IncomingMessage, decide: (error: string | null, allowed: boolean) => void) =>
        decide(null, isAllowedOrigin(request.headers, corsAllowedOrigins, publicUrl)),
      maxHttpBufferSize: bodyLimitBytes,
      connectTimeout: CONNECT_TIMEOUT_MS,
      serveClient: false,
      perMessageDeflate: false,
      // Polling is many requests, and only one of the workers would know the session.
      ...(this.config.server.workers > 1 ? { transports: ['websocket'] } : {}),
    } as SocketOptions);
    publishAt(publicUrl, server as object);
    return server;
  }
}
