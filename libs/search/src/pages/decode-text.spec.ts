import { contentTypeOf } from './content-type.js';
import { decodeText } from './decode-text.js';

const bytes = (text: string): Uint8Array => Buffer.from(text, 'latin1');

describe(decodeText.name, () => {
  it.each<[string, Uint8Array, string | null, boolean, string]>([
    ['UTF-8 by default', Buffer.from('é'), null, true, 'é'],
    ['Windows-1252 where it is not UTF-8', bytes('caf\u00e9 \u0093x\u0094'), null, true, 'café “x”'],
    ['what the header says', bytes('\u00e9'), 'iso-8859-1', true, 'é'],
    [
      'what the page says',
      bytes('<meta charset="windows-1251">\u00ef'),
      null,
      true,
      '<meta charset="windows-1251">п',
    ],
    [
      'the header before the page',
      Buffer.from('<meta charset="windows-1251">é'),
      'utf-8',
      true,
      '<meta charset="windows-1251">é',
    ],
    ['no meta in plain text', Buffer.from('<meta charset=koi8-r>é'), null, false, '<meta charset=koi8-r>é'],
    ['a mark before the header', Buffer.from('\uFEFFé'), 'iso-8859-1', true, 'é'],
    ['UTF-16 by its mark', Buffer.from('\uFEFFé', 'utf16le'), null, true, 'é'],
    ['big-endian UTF-16 by its mark', Buffer.from([0xfe, 0xff, 0, 0xe9]), null, true, 'é'],
    [
      'UTF-8 where a page says UTF-16 in ASCII',
      Buffer.from('<meta charset=utf-16>é'),
      null,
      true,
      '<meta charset=utf-16>é',
    ],
    ['a charset that nobody knows as UTF-8', Buffer.from('é'), 'klingon', true, 'é'],
  ])('reads %s', (_what, given, charset, html, expected) => {
    expect(decodeText(given, charset, html)).toBe(expected);
  });
});

describe(contentTypeOf.name, () => {
  it.each([
    ['text/html', { kind: 'html', charset: null }],
    ['Text/HTML; Charset="UTF-8"', { kind: 'html', charset: 'UTF-8' }],
    ['application/xhtml+xml', { kind: 'html', charset: null }],
    ['text/plain;charset=us-ascii', { kind: 'text', charset: 'us-ascii' }],
    [['text/markdown', 'text/html'], { kind: 'markdown', charset: null }],
  ])('takes %s', (header, expected) => {
    expect(contentTypeOf(header)).toEqual(expected);
  });

  it.each([undefined, '', [], 'application/pdf', 'text/htmlx', 'image/png; x=text/html'])(
    'refuses %s',
    (header) => {
      expect(() => contentTypeOf(header)).toThrow(expect.objectContaining({ reason: 'wrong-content-type' }));
    },
  );
});
