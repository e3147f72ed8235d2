import { waitUntil } from './wait-until.js';

describe(waitUntil.name, () => {
  it('asks until it is so', async () => {
    let asked = 0;
    await waitUntil(() => Promise.resolve((asked += 1) === 3));
    expect(asked).toBe(3);
  });

  it('does not ask for ever', async () => {
    await expect(waitUntil(() => false, 1)).rejects.toThrow('It has not become true within 1 ms.');
  });
});
