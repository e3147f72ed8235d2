import { createServer, type Server } from 'node:http';
import { AppError, type AppConfig } from '@app/platform';

/** Asked at once, before anything is started or migrated. Throws `port-taken`, which names the variable. */
export async function assertPortsFree({ app, server, metrics }: AppConfig): Promise<void> {
  await assertPortFree(server.port, server.host, 'PORT');
  if (app.environment === 'production') await assertPortFree(metrics.port, server.host, 'PROMETHEUS_PORT');
}

async function assertPortFree(port: number, host: string, variable: string): Promise<void> {
  if (port === 0) return;
  const probe = createServer();
  try {
    await listen(probe, port, host);
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code === 'EADDRINUSE' ? portTaken(port, variable) : error;
  }
  await close(probe);
}

function portTaken(port: number, variable: string): AppError {
  const free = port < 65_535 ? port + 1 : port - 1;
  const remedy = `Stop the program that has it, or start on another one: ${variable}=${free} npm start`;
  return new AppError('service-unavailable', 'port-taken', `Port ${port} is taken. ${remedy}`);
}

export function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

export function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
  });
}
