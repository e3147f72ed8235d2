import { connect, type Socket } from 'node:net';
import { waitUntil } from '@app/platform/testing';
import { KEY, openHouse, OTHER_KEY, QUESTION, type House } from './support/house.js';

const PLACES = 20;

describe('bodies that do not come', () => {
  let house: House;
  const sockets: Socket[] = [];
  beforeAll(async () => {
    house = await openHouse({ MAX_IN_FLIGHT: String(PLACES), ENABLE_SEARCH_AUGMENTATION: 'false' });
  });
  afterEach(() => {
    for (const socket of sockets.splice(0)) socket.destroy();
  });
  afterAll(() => house.stop());

  /** Promises a hundred bytes, sends one; resolves with a list that the status lines come into. */
  async function begin(count: number, path: string, key?: string): Promise<string[]> {
    const told: string[] = [];
    for (let opened = 0; opened < count; opened += 1) {
      const socket = connect(Number(new URL(house.url).port), '127.0.0.1');
      sockets.push(socket);
      socket.on('error', () => undefined);
      socket.on('data', (data) => told.push(String(data).slice(0, 'HTTP/1.1 401'.length)));
      const lines = [
        `POST ${path} HTTP/1.1`,
        'Host: x',
        'Content-Type: application/json',
        'Content-Length: 100',
        ...(key === undefined ? [] : [`X-API-Key: ${key}`]),
      ];
      socket.write(`${lines.join('\r\n')}\r\n\r\n{`);
    }
    return told;
  }

  it.each(['/v1/chat', '/v1/budgets', '/health', '/nope'])(
    'strangers must not take the places of those with a key: %s',
    async (path) => {
      const told = await begin(PLACES * 3, path);
      await waitUntil(() => told.length === PLACES * 3);
      expect(new Set(told)).toEqual(new Set(['HTTP/1.1 401']));
      expect((await house.ask({ message: QUESTION })).status).toBe(200);
    },
  );

  it('one key must not take the places of the others', async () => {
    const told = await begin(PLACES * 3, '/v1/chat', OTHER_KEY);
    await waitUntil(() => told.length === PLACES * 3 - PLACES / 4);
    expect(new Set(told)).toEqual(new Set(['HTTP/1.1 429']));
    expect((await house.ask({ message: QUESTION }, { 'X-API-Key': OTHER_KEY })).status).toBe(429);
    expect((await house.ask({ message: QUESTION }, { 'X-API-Key': KEY })).status).toBe(200);
  });
});
