import { jsonText } from './ledger-rows.js';

describe(jsonText.name, () => {
  it('leaves out what jsonb refuses, and nothing else', () => {
    const odd = {
      'k\0ey': 'a\0b',
      half: 'x\ud83dy',
      whole: '😀',
      spelt: String.raw`\u0000 \\ud83d`,
      line: '\n',
    };
    expect(JSON.parse(jsonText(odd))).toEqual({ ...odd, 'k\0ey': undefined, key: 'ab', half: 'xy' });
  });

  it('leaves the rest as it is, and nothing is null', () => {
    expect(jsonText({ tokens: 3 })).toBe('{"tokens":3}');
    expect(jsonText(undefined)).toBe('null');
  });
});
