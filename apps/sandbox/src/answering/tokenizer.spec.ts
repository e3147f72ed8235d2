import * as fc from 'fast-check';
import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';
import { segmentsOf, tokenIds, tokensIn, tokenText } from './tokenizer.js';

describe(tokensIn.name, () => {
  const text = fc.array(
    fc.oneof(
      fc.constantFrom(
        '\n',
        '\n\n',
        ' ',
        '  ',
        ' \n',
        '/',
        '. ',
        "'s",
        'Word',
        'word ',
        '12',
        '日本',
        '😀',
        '\t',
        '<|endoftext|>',
      ),
      fc.string(),
    ),
    { maxLength: 60 },
  );

  it('counts what the tokenizer counts over the whole text, however it is cut', () => {
    fc.assert(
      fc.property(text, (parts) => {
        const whole = parts.join('');
        expect(tokensIn(whole)).toBe(countTokens(whole, { disallowedSpecial: new Set() }));
      }),
      { numRuns: 200 },
    );
  });

  it('cuts long lines at spaces, so that a shared beginning is seen', () => {
    expect(segmentsOf('many words here '.repeat(100)).length).toBeGreaterThan(4);
  });

  it('must not be stalled by a run that never ends, and counts it nearly', () => {
    const run = '日本語'.repeat(10_000);
    const started = performance.now();
    expect(tokensIn(run)).toBeGreaterThan(15_000);
    expect(performance.now() - started).toBeLessThan(20_000);
    expect(Math.abs(tokensIn('1'.repeat(6_000)) - 2_000)).toBeLessThanOrEqual(6);
  });

  it('cuts no character in two', () => {
    expect(tokensIn(`a${'𠮷'.repeat(2_000)}`)).toBe(
      segmentsOf(`a${'𠮷'.repeat(2_000)}`).reduce((sum, one) => sum + one.tokens, 0),
    );
    expect(
      Math.abs(tokensIn(`a${'😀'.repeat(2_000)}`) - countTokens(`a${'😀'.repeat(2_000)}`)),
    ).toBeLessThanOrEqual(8);
  });
});

describe(tokenIds.name, () => {
  it('takes control tokens as text and comes back as it was', () => {
    expect(tokenText(tokenIds('a <|endoftext|> b'))).toBe('a <|endoftext|> b');
  });
});
