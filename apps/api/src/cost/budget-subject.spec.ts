import { ApiKeys } from '@app/access';
import { PriceBook } from '@app/cost';
import { AppError } from '@app/platform';
import { budgetSubject, refuseKeys } from './budget-subject.js';

const KEY = 'key-of-the-support-team-0123456789';
const keysOf = (required: boolean) =>
  new ApiKeys({
    entries: [
      { key: KEY, roles: ['chat'], organisation: 'acme', team: 'support' },
      { key: 'another-key', roles: ['finance'] },
    ],
    pepper: null,
    required,
  });
const bindable = (required = true) => ({
  keys: keysOf(required),
  prices: new PriceBook(),
  models: { providers: { defaultModel: 'gpt-4o-mini' }, resilience: { fallbackModel: null } },
});
const ID = keysOf(true).identify(KEY)!.keyId;

/** All that a refusal tells, to whomever. */
function refusalOf(act: () => unknown): AppError {
  try {
    act();
  } catch (error) {
    if (error instanceof AppError) return error;
  }
  throw new Error('It was not refused.');
}

describe(budgetSubject.name, () => {
  it.each([
    ['organisation', 'acme', 'acme'],
    ['organisation', 'default', 'default'],
    ['team', 'support', 'support'],
    ['key', ID, ID],
    ['model', 'GPT-4o', 'gpt-4o'],
  ] as const)('takes the %s %s', (scope, subject, kept) => {
    expect(budgetSubject(scope, subject, bindable())).toBe(kept);
  });

  it.each([
    ['organisation', 'acne', 'choose one of: acme, default.'],
    ['team', 'suport', 'write ;team=… behind a key there, or choose one of: support.'],
    ['key', 'key_0123456789abcdef', 'begins with key_'],
    ['key', 'anonymous', 'begins with key_'],
  ] as const)('must not make a budget that binds nobody: %s %s', (scope, subject, remedy) => {
    const refused = refusalOf(() => budgetSubject(scope, subject, bindable()));
    expect(refused).toMatchObject({
      kind: 'unprocessable',
      code: 'unknown-subject',
      errors: [{ field: 'subject', message: expect.stringContaining(remedy) }],
    });
    expect(refused.detail).not.toContain(subject);
  });

  it('binds those without a key where none is required', () => {
    expect(budgetSubject('key', 'anonymous', bindable(false))).toBe('anonymous');
  });
});

describe(refuseKeys.name, () => {
  it.each([KEY, `Budget of ${KEY}`, `${KEY}:chat;team=support`])('must not keep a key: %s', (text) => {
    const refused = refusalOf(() => refuseKeys(text, 'name', keysOf(true)));
    expect(refused).toMatchObject({ kind: 'unprocessable', code: 'key-given', errors: [{ field: 'name' }] });
    expect(refused.detail).toContain(ID);
    expect(JSON.stringify([refused.detail, refused.errors])).not.toContain(KEY);
  });

  it.each(['Support team, monthly', ID, ''])('takes "%s"', (text) => {
    expect(() => refuseKeys(text, 'subject', keysOf(false))).not.toThrow();
  });
});
