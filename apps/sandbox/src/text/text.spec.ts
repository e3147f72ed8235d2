import { plainLine, plainText } from './plain-text.js';
import { sentences } from './sentences.js';
import { isStopWord, stem, terms, words } from './words.js';

describe(words.name, () => {
  it('gives identifiers whole and in their parts', () => {
    expect(words('circuitBreaker() of HTTPServer')).toEqual([
      'circuitbreaker',
      'circuit',
      'breaker',
      'of',
      'httpserver',
      'http',
      'server',
    ]);
  });

  it('finds nothing in punctuation', () => {
    expect(words('… -- !')).toEqual([]);
  });
});

describe(stem.name, () => {
  it.each([
    ['breakers', 'breaker'],
    ['policies', 'policy'],
    ['creating', 'creat'],
    ['create', 'creat'],
    ['stopped', 'stop'],
    ['stopping', 'stop'],
    ['class', 'class'],
    ['status', 'status'],
    ['calling', 'call'],
  ])('folds %s to %s', (word, root) => {
    expect(stem(word)).toBe(root);
  });
});

describe(terms.name, () => {
  it('leaves out words that say nothing', () => {
    expect([...terms('How do I open the breaker?')]).toEqual(['open', 'breaker']);
    expect(isStopWord('how')).toBe(true);
  });
});

describe(plainText.name, () => {
  it('drops code blocks, images, comments, references, rules and tables’ rules', () => {
    const markdown =
      '# Title\n\n```js\nconst x = 1;\n```\n![logo](x.png) <!-- hidden -->\n[ref]: http://x.test\n\n---\n\nText.\n\n| a | b |\n|---|---|\n| c | d |';
    expect(plainText(markdown)).toBe('Title\nText.\na – b\nc – d');
  });

  it('joins soft-wrapped lines and keeps list items apart', () => {
    expect(plainText('A line that\nis wrapped.\n\n- one\n- two\n> quoted')).toBe(
      'A line that is wrapped.\none\ntwo quoted',
    );
  });

  it('does not join what a colon announces', () => {
    expect(plainText('Like this:\nThen that.')).toBe('Like this:\nThen that.');
  });

  it('starts a new line behind a short sentence that another one follows', () => {
    expect(plainText('Short one.\nAnother one.')).toBe('Short one.\nAnother one.');
  });
});

describe(plainLine.name, () => {
  it('keeps identifiers as written, underscores and stars too', () => {
    expect(plainLine('Call `snake_case_name(*args)` or `a_b` **now**, _please_, ~~never~~')).toBe(
      'Call snake_case_name(*args) or a_b now, please, never',
    );
  });

  it('keeps a link’s text, with code in it too', () => {
    expect(plainLine('See [the `Policy` docs](#Policy) and [that][ref], <https://x.test>.')).toBe(
      'See the Policy docs and that, x.test.',
    );
  });

  it('says entities and escapes as characters', () => {
    expect(plainLine('a &lt; b &amp; c\\_d it&#39;s <b>bold</b> &nbsp;')).toBe("a < b & c_d it's bold");
  });
});

describe(sentences.name, () => {
  it('cuts at full stops, not at abbreviations or versions', () => {
    expect(sentences('Use e.g. Node 24. It works, i.e. It runs. Version 1.2 is out.')).toEqual([
      'Use e.g. Node 24.',
      'It works, i.e. It runs.',
      'Version 1.2 is out.',
    ]);
  });

  it('keeps a short lead with its sentence and ends a long one', () => {
    expect(sentences('Note: This is one.')).toEqual(['Note: This is one.']);
    expect(sentences('To configure all of this you have to write the following lines: Use it.')).toHaveLength(
      2,
    );
  });

  it('keeps what a line leaves open', () => {
    expect(sentences('Ends with etc.\n')).toEqual(['Ends with etc.']);
  });
});
