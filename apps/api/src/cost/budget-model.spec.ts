import { PriceBook } from '@app/cost';
import { budgetModel } from './budget-model.js';

const CONFIGURED = { providers: { defaultModel: 'house/llama' }, resilience: { fallbackModel: null } };

describe(budgetModel.name, () => {
  it.each([
    ['GPT-4o', 'gpt-4o'],
    ['Claude-Haiku-4-5', 'claude-haiku-4-5'],
    ['gpt-4o-mini-2024-07-18', 'gpt-4o-mini-2024-07-18'],
    ['claude-3-7-sonnet-latest', 'claude-3-7-sonnet-latest'],
    ['GPT-5-4', 'gpt-5.4'],
    ['house/llama', 'house/llama'],
  ])('names %s as the ledger does: %s', (asked, booked) => {
    expect(budgetModel(asked, new PriceBook(), CONFIGURED)).toBe(booked);
  });

  it('must not make a budget that binds nothing, for a model that nobody has', () => {
    expect(() => budgetModel('gpt-four-oh', new PriceBook(), CONFIGURED)).toThrow(
      expect.objectContaining({
        kind: 'unprocessable',
        code: 'unpriced-model',
        errors: [expect.objectContaining({ field: 'subject' })],
      }),
    );
  });
});
