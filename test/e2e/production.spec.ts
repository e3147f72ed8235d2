import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ChatResponse } from '@app/chat';
import { waitUntil } from '@app/platform/testing';
import type { Sandbox } from '../../apps/sandbox/src/sandbox-server.js';
import { KEY, openHouse, QUESTION, replicaOf, type House } from './support/house.js';
import { startTestSandbox } from './support/test-sandbox.js';

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => {
    server.close(resolve);
  });
  return port;
}

describe('production', () => {
  let vendor: Sandbox;
  let house: House;
  let internal: string;
  beforeAll(async () => {
    vendor = await startTestSandbox();
    const port = await freePort();
    internal = `http://127.0.0.1:${port}`;
    house = await openHouse({
      ENVIRONMENT: 'production',
      DEBUG: 'false',
      OPENAI_API_KEY: 'sk-test-0123456789abcdef0123456789abcdef',
      OPENAI_BASE_URL: `${vendor.url}/v1`,
      SEARCH_PROVIDER: 'searxng',
      SEARXNG_URL: vendor.url,
      DEFAULT_MODEL: 'gpt-4o-mini',
      APP_SECRET_KEY: 'secret-0123456789abcdef0123456789abcdef',
      JWT_SECRET_KEY: 'another-0123456789abcdef0123456789abcdef',
      PROMETHEUS_PORT: String(port),
    });
  });
  afterAll(async () => {
    await house.stop();
    await vendor.close();
  });

  it('answers through the configured provider', async () => {
    const answer = (await (await house.ask({ message: QUESTION })).json()) as ChatResponse;
    expect(answer).toMatchObject({
      status: 'completed',
      metadata: { provider: 'openai', model: 'gpt-4o-mini' },
    });
  });

  it.each(['/metrics', '/docs', '/docs/swagger-ui.css', '/openapi.json'])(
    'shows %s on the internal port and nowhere else',
    async (path) => {
      expect((await fetch(internal + path)).status).toBe(200);
      const outside = await fetch(house.url + path);
      expect(outside.status).toBe(404);
      expect(outside.headers.get('content-type')).toContain('application/problem+json');
      expect(outside.headers.get('x-request-id')).toMatch(/^req-/);
    },
  );

  it.each([
    '/METRICS',
    '/Metrics/',
    '/DOCS',
    '/DOCS/swagger-ui-init.js',
    '/OpenApi.json',
    '/%6detrics',
    '/%4detrics',
    '//metrics',
    '//docs//swagger-ui-init.js',
    '/docs%2fswagger-ui-init.js',
  ])('must not answer operators’ routes to the public by another spelling: %s', async (path) => {
    const outside = await fetch(house.url + path);
    expect(outside.status).toBe(404);
    expect(await outside.text()).not.toMatch(/<html|window\.onload|chatbot_requests_total|"openapi"/);
  });

  it('has one spelling for every address', async () => {
    expect((await fetch(`${house.url}/health/live`)).status).toBe(200);
    expect((await fetch(`${house.url}/HEALTH/live`)).status).toBe(404);
  });

  it('answers no questions on the internal port', async () => {
    const response = await fetch(`${internal}/v1/chat`, {
      method: 'POST',
      headers: { 'X-API-Key': KEY, 'Content-Type': 'application/json' },
      body: JSON.stringify({ message: QUESTION }),
    });
    expect(response.status).toBe(404);
    expect((await fetch(`${internal}/health/ready`)).status).toBe(200);
  });

  it('must not tell the public what the process runs on', async () => {
    const healthOn = async (base: string) => (await (await fetch(`${base}/health`)).json()) as object;
    expect(await healthOn(internal)).toHaveProperty('process.node');
    expect(await healthOn(house.url)).not.toHaveProperty('process');
  });

  it('makes no development key', async () => {
    expect(house.developmentKey).toBeNull();
  });
});

describe('a port that is taken', () => {
  it('must not leave anything open that was opened before', async () => {
    const house = await openHouse();
    const late = { ...replicaOf(house), APP_NAME: 'late', PORT: new URL(house.url).port };
    const silent = { destination: { write: () => undefined } };
    await expect(openHouse(late, silent)).rejects.toMatchObject({ code: 'EADDRINUSE' });
    const connections = `SELECT pid FROM pg_stat_activity WHERE application_name LIKE 'late%'`;
    await waitUntil(async () => (await house.sql(connections)).length === 0);
    await house.stop();
  });
});

describe('without required keys', () => {
  it('answers everybody as one anonymous owner, and still refuses a wrong key', async () => {
    const house = await openHouse({ API_KEY_REQUIRED: 'false' });
    const headers = { 'X-API-Key': '' };
    expect((await house.ask({ message: QUESTION }, headers)).status).toBe(200);
    expect((await house.ask({ message: QUESTION }, { 'X-API-Key': 'wrong' })).status).toBe(401);
    await house.stop();
  });
});

describe('the first start in development', () => {
  it('makes a key that answers', async () => {
    const house = await openHouse({ VALID_API_KEYS: '' });
    expect(house.developmentKey).toMatch(/^cbk_dev_/);
    const response = await house.ask({ message: QUESTION }, { 'X-API-Key': house.developmentKey ?? '' });
    expect(response.status).toBe(200);
    await house.stop();
  });
});
