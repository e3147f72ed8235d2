import { suggestModel } from './suggest-model.js';

const LISTED = ['gpt-4o', 'gpt-4o-mini', 'claude-haiku-4-5'];

describe(suggestModel.name, () => {
  it.each([
    ['claude-haiku-4-5-zzz', 'claude-haiku-4-5'],
    ['GPT-4o-mini-next', 'gpt-4o-mini'],
    ['claude-haiku-4.5', 'claude-haiku-4-5'],
    ['gpt-4o-mni', 'gpt-4o-mini'],
    ['llama', null],
    ['x'.repeat(200), null],
  ])('for %s: %s', (asked, meant) => {
    expect(suggestModel(asked, LISTED)).toBe(meant);
  });
});
