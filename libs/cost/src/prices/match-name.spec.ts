import type { MatchLogic } from '@pydantic/genai-prices';
import { matcher } from './match-name.js';

describe(matcher.name, () => {
  it.each<[MatchLogic, string, string]>([
    [{ equals: 'GPT-4o' }, 'gpt-4o', 'gpt-4'],
    [{ starts_with: 'GPT-4' }, 'gpt-4o', 'my-gpt-4'],
    [{ ends_with: '-Mini' }, 'gpt-4o-mini', 'gpt-4o'],
    [{ contains: '4O' }, 'gpt-4o-mini', 'gpt-5'],
    [{ regex: '^gpt-\\d$' }, 'gpt-4', 'gpt-4o'],
    [{ or: [{ equals: 'a' }, { equals: 'b' }] }, 'b', 'c'],
    [{ and: [{ starts_with: 'a' }, { ends_with: 'b' }] }, 'a-b', 'a-c'],
  ])('takes what %j means and nothing else', (logic, fits, other) => {
    expect([fits, other].map(matcher(logic))).toEqual([true, false]);
  });
});
