import { OwnerQueue } from './owner-queue.js';

describe(OwnerQueue.name, () => {
  it('lets owners take turns', () => {
    const queue = new OwnerQueue<string>({ total: 9, perOwner: 9 });
    for (const item of ['a1', 'a2', 'a3', 'b1', 'c1', 'b2']) queue.push(item.charAt(0), item);
    const order = Array.from({ length: 7 }, () => queue.shift());
    expect(order).toEqual(['a1', 'b1', 'c1', 'a2', 'b2', 'a3', undefined]);
  });

  it('must not let an owner who was just served come before one who waits', () => {
    const queue = new OwnerQueue<string>({ total: 9, perOwner: 9 });
    queue.push('a', 'a1');
    expect(queue.shift()).toBe('a1');
    for (const item of ['a2', 'b1']) queue.push(item.charAt(0), item);
    expect([queue.shift(), queue.shift()]).toEqual(['b1', 'a2']);
  });

  it('must not be filled by one owner', () => {
    const queue = new OwnerQueue<number>({ total: 3, perOwner: 2 });
    expect([1, 2, 3].map((item) => queue.push('a', item))).toEqual([true, true, false]);
    expect([4, 5].map((item) => queue.push('b', item))).toEqual([true, false]);
    expect(queue.clear()).toEqual([1, 2, 4]);
    expect(queue.push('b', 6)).toBe(true);
  });
});
