import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AppConfig, AppError, ConfigError, loadConfig, type RunningChild } from '@app/platform';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Logger } from 'nestjs-pino';
import { startSandbox } from '../../../sandbox/src/sandbox-server.js';
import { banner } from './banner.js';
import { quietly, SILENT_START, speak } from './nest-logger.js';
import { assertPortsFree, close, listen } from './ports.js';
import { startFailure, startFailureLine } from './start-failure.js';
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

  it('is one line of JSON where logs are collected', () => {
    const line = startFailureLine(new AppError('internal', 'x', 'Two\nlines.'), { name: 'n', version: 'v' });
    expect(line).not.toContain('\n');
    expect(JSON.parse(line)).toMatchObject({
      level: 'ERROR',
      service: 'n',
      version: 'v',
      message: 'Two\nlines.',
      error: { code: 'x', kind: 'internal' },
    });
    expect(JSON.parse(startFailureLine(new TypeError('odd'), { name: 'n', version: 'v' }))).toMatchObject({
      message: 'TypeError: odd',
      error: { code: 'unexpected' },
    });
  });
});

describe(assertPortsFree.name, () => {
  const configOn = (port: number, internal: number, environment: 'production' | 'staging'): AppConfig => {
    const config: Pick<AppConfig, keyof AppConfig> = loadConfig({ HOST: '127.0.0.1' });
    return {
      ...config,
      app: { ...config.app, environment },
      server: { ...config.server, port },
      metrics: { ...config.metrics, port: internal },
    };
  };

  it('names the variable of the port that is taken, and a remedy', async () => {
    const server = createServer();
    await listen(server, 0, '127.0.0.1');
    const { port } = server.address() as AddressInfo;
    const refusal = (config: AppConfig) => assertPortsFree(config).catch(startFailure);
    const remedy = `Port ${port} is taken. Stop the program that has it, or start on another one:`;
    expect(await refusal(configOn(port, 0, 'staging'))).toBe(`${remedy} PORT=${port + 1} npm start`);
    expect(await refusal(configOn(0, port, 'production'))).toBe(
      `${remedy} PROMETHEUS_PORT=${port + 1} npm start`,
    );
    // Outside production nobody listens there.
    expect(await refusal(configOn(0, port, 'staging'))).toBeUndefined();
    await close(server);
    expect(await refusal(configOn(port, 0, 'production'))).toBeUndefined();
  });

  it('says what else is wrong with an address', async () => {
    const config: Pick<AppConfig, keyof AppConfig> = configOn(1, 0, 'staging');
    const elsewhere = { ...config, server: { ...config.server, host: '192.0.2.1' } };
    await expect(assertPortsFree(elsewhere)).rejects.toMatchObject({ code: 'EADDRNOTAVAIL' });
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

describe(speak.name, () => {
  @Module({})
  class Nothing {}

  it('must not keep to itself what is odd about the configuration', async () => {
    const logger = { log: jest.fn(), warn: jest.fn(), error: jest.fn() };
    const { warn } = logger;
    const app = await NestFactory.createApplicationContext(
      {
        module: Nothing,
        providers: [
          { provide: Logger, useValue: logger },
          { provide: AppConfig, useValue: { warnings: ['A is odd.', 'B is odd.'] } },
        ],
      },
      SILENT_START,
    );
    speak(app);
    expect(warn.mock.calls).toEqual([
      ['A is odd.', 'Configuration'],
      ['B is odd.', 'Configuration'],
    ]);
    await app.close();
  });

  it('must not dump Nest’s lines and stacks over a start that fails', async () => {
    const written: unknown[] = [];
    const keep = (text: unknown) => written.push(text) > 0;
    const out = jest.spyOn(process.stdout, 'write').mockImplementation(keep);
    const errors = jest.spyOn(process.stderr, 'write').mockImplementation(keep);
    const broken = {
      module: Nothing,
      providers: [{ provide: 'x', useFactory: () => Promise.reject(new Error('no database')) }],
    };
    const starting = NestFactory.createApplicationContext(broken, SILENT_START);
    await expect(starting).rejects.toThrow('no database');
    out.mockRestore();
    errors.mockRestore();
    expect(written).toEqual([]);
  });
});

describe(startSandboxProcess.name, () => {
  const started = { stop: () => Promise.resolve() };
  async function spawnsFor(env: Record<string, string>): Promise<number> {
    const spawn = jest.fn(() => Promise.resolve(started as unknown as RunningChild));
    await (await startSandboxProcess(loadConfig(env), spawn)).stop();
    return spawn.mock.calls.length;
  }

  it('starts none where none is needed', async () => {
    const env = { OPENAI_API_KEY: 'sk-0123456789abcdef0123456789abcdef', SEARXNG_URL: url };
    expect(await spawnsFor(env)).toBe(0);
  });

  it('takes the one that is there', async () => {
    const running = await startSandbox({ port: 0, nodeModules: 'apps/api' });
    expect(await spawnsFor({ SANDBOX_PORT: String(running.port) })).toBe(0);
    await running.close();
    expect(await spawnsFor({ SANDBOX_PORT: String(running.port) })).toBe(1);
  });

  it('must not start one of its own where SANDBOX_URL names another', async () => {
    expect(await spawnsFor({ SANDBOX_URL: 'http://sandbox.test:8100' })).toBe(0);
    expect(await spawnsFor({ SANDBOX_URL: 'http://127.0.0.1:1' })).toBe(0);
  });

  it.each(['{"name":"other"}', ''])('must not take another program for a sandbox: %j', async (body) => {
    const server = createServer((_request, response) => response.end(body));
    await listen(server, 0, '127.0.0.1');
    const { port } = server.address() as AddressInfo;
    expect(await spawnsFor({ SANDBOX_PORT: String(port) })).toBe(1);
    server.closeAllConnections();
    await close(server);
  });
});
