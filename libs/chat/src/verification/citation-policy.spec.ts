import { applyCitationPolicy } from './citation-policy.js';
import type { Verdict } from './verification.js';

interface Cited {
  readonly id: number;
  readonly verification?: { readonly verdict: Verdict };
}

const carried: Cited = { id: 1, verification: { verdict: 'supported' } };
const unknown: Cited = { id: 2, verification: { verdict: 'inconclusive' } };
const empty: Cited = { id: 3, verification: { verdict: 'unsupported' } };
const unchecked: Cited = { id: 4 };
const all = [carried, unknown, empty, unchecked];

describe(applyCitationPolicy.name, () => {
  it('annotates: keeps everything', () => {
    expect(applyCitationPolicy('annotate', all)).toEqual({ kept: all, dropped: [], refused: false });
  });

  it('drops what is unsupported and nothing else', () => {
    expect(applyCitationPolicy('drop', all)).toEqual({
      kept: [carried, unknown, unchecked],
      dropped: [empty],
      refused: false,
    });
  });

  it('refuses an answer with an unsupported citation only', () => {
    expect(applyCitationPolicy('refuse', all)).toEqual({ kept: all, dropped: [], refused: true });
    expect(applyCitationPolicy('refuse', [carried, unknown, unchecked]).refused).toBe(false);
  });
});
