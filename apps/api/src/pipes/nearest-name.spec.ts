import { nearestName } from './nearest-name.js';

describe(nearestName.name, () => {
  const known = ['message', 'conversation_id', 'options', 'model'];
  it.each([
    ['mesage', 'message'],
    ['Message', 'message'],
    ['modle', 'model'],
    ['conversationid', 'conversation_id'],
    ['conversationId', 'conversation_id'],
    ['xyz', undefined],
    ['a', undefined],
    ['m'.repeat(100_000), undefined],
  ])('takes %j for %j', (name, meant) => {
    expect(nearestName(name, known)).toBe(meant);
  });
});
