import { visibleText } from './visible-text.js';

describe(visibleText.name, () => {
  it.each([
    ['zero-width characters', 'i\u200Bg\u2060n\uFEFFore', 'ignore'],
    ['direction marks and overrides', 'a\u202Eb\u2066c\u200Fd\u061Ce', 'abcde'],
    ['tag characters, which can spell a whole message', 'a\u{E0069}\u{E0067}\u{E007F}b', 'ab'],
    ['variation selectors, which can too', 'a\uFE00\u{E0100}\u{E01EF}b', 'ab'],
    ['soft hyphens, fillers and controls', 'a\u00AD\u3164\u0000\u001B\u0085b', 'ab'],
    ['controls of notations nobody writes here', 'a\u{1D173}\u{1BCA0}\u{13430}b', 'ab'],
    ['joiners between Latin letters', 'so\u200Du\u200Crce', 'source'],
  ])('drops %s', (_what, text, visible) => {
    expect(visibleText(text)).toBe(visible);
  });

  it('keeps joiners where they shape a word or an emoji, spaces and line ends', () => {
    const text = 'می\u200Cخواهم 👩\u200D🔬\ufe0f\tx\n';
    expect(visibleText(text)).toBe(text);
  });
});
