import { LoopTurns } from './loop-turns.js';

describe(LoopTurns.name, () => {
  it('must not let two who wait go on in the same turn of the event loop', async () => {
    const turns = new LoopTurns();
    const order: string[] = [];
    const work = async (name: string): Promise<void> => {
      for (let step = 1; step <= 2; step++) {
        await turns.next();
        order.push(`${name}${step}`);
      }
    };
    let loops = 0;
    const heartbeat = (): void => {
      order.push('.');
      if (++loops < 4) setImmediate(heartbeat);
    };
    setImmediate(heartbeat);
    await Promise.all([work('a'), work('b')]);
    expect(order.filter((step) => step !== '.')).toEqual(['a1', 'b1', 'a2', 'b2']);
    expect(order.join('')).not.toMatch(/\w\d\w\d\w\d/);
  });
});
