import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type AppConfig, AppError, ConfigError, loadConfig } from '@app/platform';
import type { Logger } from 'nestjs-pino';
import { banner } from './banner.js';
import { quietly } from './nest-logger.js';
import { assertPortFree, close, listen } from './ports.js';
import { startFailure } from './start-failure.js';
import { startSandboxProcess } from './start-sandbox-process.js';

const url = 'http://localhost:8000';
const key = 'cbk_dev_x';

describe(banner.name, () => {
  it('says what it is, where it is, who answers and how to try it', () => {
    const text = banner(loadConfig({}), { url, developmentKey: key });
    expect(text).toContain('development');
    expect(text).toContain('sandbox — no provider key is set');
    expect(text).toContain('http://localhost:8000/docs');
    expect(text).toContain(
      `curl -s http://localhost:8000/v1/chat -H 'X-API-Key: cbk_dev_x' -H 'Content-Type: application/json' -d '{"message":"How do I open a circuit breaker with cockatiel?"}'`,
    );
  });

  it('names the provider that answers', () => {
    const config = loadConfig({ OPENAI_API_KEY: 'sk-0123456789abcdef0123456789abcdef' });
    expect(banner(config, { url, developmentKey: key })).toContain('openai, gpt-4o-mini');
  });

  it('never shows a configured key', () => {
    const config = loadConfig({ VALID_API_KEYS: 'a-secret-key-of-somebody-0123456789' });
    const text = banner(config, { url, developmentKey: null });
    expect(text).toContain('one of VALID_API_KEYS');
    expect(text).not.toContain('a-secret-key');
  });

  it('needs no key where none is required', () => {
    const text = banner(loadConfig({ API_KEY_REQUIRED: 'false' }), { url, developmentKey: null });
    expect(text).toContain('none is needed');
    expect(text).not.toContain('X-API-Key');
  });

  it('sends to the internal port for production’s documentation', () => {
    const development = loadConfig({});
    const app = { ...development.app, environment: 'production' as const };
    const config: AppConfig = Object.create(development, { app: { value: app } });
    expect(banner(config, { url, developmentKey: null })).toContain('http://localhost:9090/docs');
  });
});

describe(startFailure.name, () => {
  it('lists what is wrong with the configuration, without a stack trace', () => {
    const error = new ConfigError([{ variable: 'PORT', problem: 'is "x"', remedy: 'use a number' }]);
    expect(startFailure(error)).toBe('The configuration has 1 fault:\n  - PORT is "x": use a number.');
  });

  it.each([
    ['an error of ours', new AppError('internal', 'x', 'It broke.'), 'It broke.'],
    ['another’s error', new TypeError('odd'), 'TypeError: odd'],
    ['what is no error', 'text', 'text'],
  ])('says %s in one line', (_what, thrown, text) => {
    expect(startFailure(thrown)).toBe(text);
  });

  it('names a remedy for a taken port', async () => {
    const server = createServer();
    await listen(server, 0, '127.0.0.1');
    server.unref();
    const { port } = server.address() as AddressInfo;
    const thrown: unknown = await assertPortFree(port, '127.0.0.1').catch((error: unknown) => error);
    expect(startFailure(thrown)).toBe(
      `Port ${port} is taken. Stop the program that has it, or start on another one: PORT=${port + 1} npm start`,
    );
    await close(server);
    await expect(assertPortFree(port, '127.0.0.1')).resolves.toBeUndefined();
    await expect(assertPortFree(0, '127.0.0.1')).resolves.toBeUndefined();
  });
});

describe(quietly.name, () => {
  it('leaves Nest’s own account of its start out', () => {
    const logger = { log: jest.fn() };
    const { log } = logger;
    const quiet = quietly(logger as unknown as Logger);
    quiet.log('Mapped {/v1/chat, POST} route', 'RouterExplorer');
    quiet.log('Migrated the database', 'Database');
    expect(log.mock.calls).toEqual([['Migrated the database', 'Database']]);
  });
});

describe(startSandboxProcess.name, () => {
  it('starts none where none is needed', async () => {
    const config = loadConfig({ OPENAI_API_KEY: 'sk-0123456789abcdef0123456789abcdef', SEARXNG_URL: url });
    const sandbox = await startSandboxProcess(config);
    await expect(sandbox.stop()).resolves.toBeUndefined();
  });

  it('takes the one that is there', async () => {
    const server = createServer((_request, response) => response.end());
    await listen(server, 0, '127.0.0.1');
    const { port } = server.address() as AddressInfo;
    const sandbox = await startSandboxProcess(loadConfig({ SANDBOX_PORT: String(port) }));
    await expect(sandbox.stop()).resolves.toBeUndefined();
    await close(server);
  });
});
