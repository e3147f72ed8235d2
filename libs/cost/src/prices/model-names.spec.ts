import { nameCheck } from './model-names.js';

describe(nameCheck.name, () => {
  const isName = nameCheck('claude-haiku-4-5', {
    or: [
      { starts_with: 'Claude-Haiku-4-5' },
      { equals: 'claude-haiku' },
      { regex: '^claude-haiku-4-6-\\d{8}$' },
      { and: [{ starts_with: 'claude' }, { contains: 'haiku' }] },
    ],
  });

  it.each([
    'claude-haiku-4-5',
    'claude-haiku',
    'claude-haiku-4-5-20251001',
    'claude-haiku-4-5-2025-10-01',
    'claude-haiku-4-5-latest',
  ])('takes %s for a name', (model) => {
    expect(isName(model)).toBe(true);
  });

  it.each([
    'claude-haiku-4-5-zzz',
    'claude-haiku-4-5-zzz-20251001',
    'claude-haiku-4-5-20251399',
    'claude-haiku-4-5-2025-1001',
    'claude-haiku-4-5-99991001',
    'claude-haiku-4-5-',
    'claude-haiku-9',
    'latest',
    '',
  ])('must not take %j for a name because a price pattern fits it', (model) => {
    expect(isName(model)).toBe(false);
  });
});
