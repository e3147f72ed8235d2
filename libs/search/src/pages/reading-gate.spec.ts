import { GATE_DEFAULTS, ReadingGate } from './reading-gate.js';

const { signal } = new AbortController();

describe(ReadingGate.name, () => {
  it('lets in as many as there is room for, and of one host fewer', async () => {
    const gate = new ReadingGate({ ...GATE_DEFAULTS, total: 3, perHost: 2, waiting: 10 });
    const leaveA = await gate.enter('a', signal);
    await gate.enter('a', signal);
    const order: string[] = [];
    const third = gate.enter('a', signal).then(() => order.push('a'));
    const leaveB = await gate.enter('b', signal);
    const fourth = gate.enter('c', signal).then(() => order.push('c'));
    leaveB();
    await fourth;
    expect(order).toEqual(['c']);
    leaveA();
    await third;
    expect(order).toEqual(['c', 'a']);
  });

  it('must not be kept by one owner, inside or waiting', async () => {
    const gate = new ReadingGate({ total: 3, perHost: 9, perOwner: 2, waiting: 4, waitingPerOwner: 2 });
    const order: string[] = [];
    const enter = async (owner: string): Promise<() => void> => {
      const leave = await gate.enter('a', signal, owner);
      order.push(owner);
      return leave;
    };
    const leave = await enter('greedy');
    await enter('greedy');
    const waiting = [enter('greedy'), enter('greedy')];
    await expect(enter('greedy')).rejects.toMatchObject({ reason: 'busy' });
    const leaveOther = await enter('other');
    const modest = enter('modest');
    leave();
    const leaveModest = await modest;
    expect(order).toEqual(['greedy', 'greedy', 'other', 'modest']);
    for (const leaveOne of [leaveOther, leaveModest]) leaveOne();
    await waiting[0];
    expect(order.at(-1)).toBe('greedy');
  });

  it('turns away whom it cannot let wait', async () => {
    const gate = new ReadingGate({ ...GATE_DEFAULTS, total: 1, perHost: 1, waiting: 0 });
    await gate.enter('a', signal);
    await expect(gate.enter('b', signal)).rejects.toMatchObject({ reason: 'busy' });
  });

  it('forgets who goes away while waiting', async () => {
    const gate = new ReadingGate({ ...GATE_DEFAULTS, total: 1, perHost: 1, waiting: 1 });
    const leave = await gate.enter('a', signal);
    const gone = new AbortController();
    const waiting = gate.enter('a', gone.signal);
    gone.abort(new Error('gone'));
    await expect(waiting).rejects.toThrow('gone');
    leave();
    expect(await gate.enter('a', signal)).toBeInstanceOf(Function);
  });
});
