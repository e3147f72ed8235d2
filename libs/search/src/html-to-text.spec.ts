import * as fc from 'fast-check';
import { htmlToText } from './html-to-text.js';

describe(htmlToText.name, () => {
  it.each([
    ['<strong>cock</strong>atiel', 'cockatiel'],
    ['one<br>two</p><p>three<br/>four<i>.</i>', 'one two three four.'],
    ['a &lt; b &amp;&amp; c &gt; d', 'a < b && c > d'],
    ['a < b and c > d', 'a < b and c > d'],
    ['&#8230;&#x1F600;&hellip;', '…😀…'],
    ['&unknown; &amp;lt; &', '&unknown; &lt; &'],
    ['&#0;&#xD800;&#9999999;', '\uFFFD\uFFFD\uFFFD'],
    ['  a\n\t b&nbsp;c ', 'a b c'],
    ['a\u0000\u200Bb', 'ab'],
    ['<<b>script>x', '< script>x'],
    ['<\u200Bscript>x', 'x'],
    ['a&#x200B;b&#8238;c&#xE0041;d&#xAD;e', 'abcde'],
    ['text <a href="unclosed', 'text'],
    ['<!-- note -->text<?php ?>', 'text'],
    ['', ''],
  ])('makes %j into %j', (html, text) => {
    expect(htmlToText(html)).toBe(text);
  });

  it('cuts at its limit, never within a character', () => {
    expect(htmlToText('abcdef', 3)).toBe('abc');
    expect(htmlToText('ab😀', 3)).toBe('ab');
  });

  it('leaves no tag, whatever it is given', () => {
    const piece = fc.constantFrom('<', '>', 'b', '/', '<script>', '</', ' ', '"', '!', 'text');
    const property = fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
      expect(htmlToText(pieces.join(''))).not.toMatch(/<[a-z/!?][^>]*>/i);
    });
    fc.assert(property, { numRuns: 500 });
  });

  it.each(['<', '<a', '< ', '&', '&#', '<a>'])('must not be slowed down by many %j', (piece) => {
    const started = performance.now();
    htmlToText(piece.repeat(300_000));
    expect(performance.now() - started).toBeLessThan(20_000);
  });
});
