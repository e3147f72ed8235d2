import { newId } from './new-id.js';
import { RandomIds } from './random-ids.js';
import { SequentialIds } from './sequential-ids.js';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

describe.each([
  ['RandomIds', () => new RandomIds()],
  ['SequentialIds', () => new SequentialIds()],
])('%s', (_name, make) => {
  it('makes UUIDs, each its own', () => {
    const ids = make();
    const made = Array.from({ length: 100 }, () => ids.uuid());
    expect(new Set(made).size).toBe(100);
    for (const uuid of made) expect(uuid).toMatch(UUID);
  });

  it('makes tokens of a length that follows from the bytes', () => {
    const ids = make();
    expect(ids.token(32)).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(ids.token(32)).not.toBe(ids.token(32));
  });

  it('names things with a prefix', () => {
    expect(newId('req', make())).toMatch(/^req-[A-Za-z0-9_-]{14}$/);
  });
});

it('SequentialIds can be foretold', () => {
  expect(new SequentialIds().uuid()).toBe('00000000-0000-4000-8000-000000000001');
});
