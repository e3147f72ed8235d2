import { ANONYMOUS } from './caller.js';
import { ApiKeys } from './api-keys.js';

const keys = (required = true, pepper: string | null = null) =>
  new ApiKeys({
    entries: [
      { key: 'first', roles: ['chat'] },
      { key: 'second', roles: ['admin'] },
    ],
    pepper,
    required,
  });

describe(ApiKeys.name, () => {
  it('knows the holder of a key and its roles', () => {
    expect(keys().identify('second')).toMatchObject({ roles: ['admin'], team: null, costCenter: null });
  });

  it('knows whose budgets a key draws on', () => {
    const payer = { organisation: 'acme', team: 'support', costCenter: '4711' };
    const paying = new ApiKeys({
      entries: [{ key: 'k', roles: ['chat'], ...payer }],
      pepper: null,
      required: true,
    });
    expect(paying.identify('k')).toMatchObject(payer);
    expect(keys().identify('first')).toMatchObject({ organisation: 'default', team: null, costCenter: null });
  });

  it('gives every key its own stable id, from which the key cannot be read', () => {
    const [first, again, second] = [
      keys().identify('first'),
      keys().identify('first'),
      keys().identify('second'),
    ];
    expect(first?.keyId).toBe(again?.keyId);
    expect(first?.keyId).toMatch(/^key_[0-9a-f]{16}$/);
    expect(first?.ownerId).not.toBe(second?.ownerId);
    expect(JSON.stringify(keys())).not.toContain('first"');
  });

  it('mixes the pepper into the ids', () => {
    expect(keys(true, 'pepper').identify('first')?.keyId).not.toBe(keys().identify('first')?.keyId);
  });

  it.each([undefined, '', 'first ', 'FIRST', '__proto__', 'x'.repeat(513)])(
    'lets nobody in with the key %p',
    (key) => {
      expect(keys().identify(key)).toBeNull();
    },
  );

  it('lets a request without a key in as anonymous where none is required', () => {
    expect(keys(false).identify(undefined)).toBe(ANONYMOUS);
  });

  it('tells who may come, and nobody else', () => {
    const ids = (required: boolean) =>
      new ApiKeys({ entries: [{ key: 'a', roles: ['chat'] }], pepper: null, required })
        .callers()
        .map(({ keyId }) => keyId);
    expect(ids(true)).toEqual([expect.stringMatching(/^key_/)]);
    expect(ids(false)).toEqual([...ids(true), 'anonymous']);
  });

  it('refuses a wrong key even where none is required', () => {
    expect(keys(false).identify('wrong')).toBeNull();
  });
});
