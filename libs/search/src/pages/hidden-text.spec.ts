import { extractPage } from './extract-page.js';
import { PageStyles } from './visibility/page-styles.js';

/** A page with one text that everybody sees, and one that its styles decide about. */
const page = (css: string, attributes = '', head = ''): string =>
  `<!doctype html><html><head>${head}<style>${css}</style></head><body><div class="box"><p>Shown.</p>` +
  `<p id="i" class="sr x y" data-h ${attributes}>In question.</p></div></body></html>`;
const textOf = (html: string): string =>
  extractPage({ bytes: Buffer.from(html), kind: 'html', charset: 'utf-8' }).text;

describe(PageStyles.name, () => {
  it.each([
    '/* helpers */ .sr{display:none}',
    '/* { */ .sr{display:none}',
    '.q{content:"{"} .sr{display:none}',
    '@charset "utf-8"; .sr{display:none}',
    '@import url(x.css); .sr{display:none}',
    '@media screen{.sr{display:none}}',
    '@media (min-width:1px){.x{display:none}}',
    '@media not print{.x{display:none}}',
    '@media (10px<=width<9999px){.x{display:none}}',
    '@media (width>=400px){.x{display:none}}',
    '@media (width=1280px){.x{display:none}}',
    '@media (width=400px){.x{display:none}}',
    '@layer a{.sr{display:none}}',
    '@supports (display:grid){.sr{display:none}}',
    '@container (min-width:1px){.x{display:none}}',
    '@media screen{@layer a.b{div>.x{display:none}}}',
    'p.x.y{display:none}',
    'body .x{display:none}',
    'p+p{display:none}',
    'p:nth-child(2){display:none}',
    '.y:nth-child(2 of p){display:none}',
    'p:not(:first-child){display:none}',
    'div:has(> .x) .y{display:none}',
    ':where(.x){display:none}',
    '[data-h]{display:none}',
    '.x:lang(en){display:none}',
    ':lang(en)>.x{display:none}',
    ':not(:hover)+.x{display:none}',
    'div:has(:not(:hover)+.x) .y{display:none}',
    '& .x{display:none}',
    '@scope (.box){:scope>.x{display:none}}',
    '.q,.x:is(p){display:none}',
    '.s\\72{display:none}',
    '.x{di\\73play:n\\6fne}',
    '.x{display:/* x */none}',
    '.sr{display:none',
    '@scope(.box){.x{display:none}}',
    '@scope(.x){:scope{display:none}}',
    '@scope(.x){p{display:none}}',
    '@scope(.x){display:none}',
    '@scope(.box){> .x{display:none}}',
    '@scope(.box){:scope{.x{display:none}}}',
    '.x{background:linear-gradient(#fff,#0000);background-clip:text;color:#0000}',
    '.x{background-clip:text;color:#0000}',
    '.x{width:0;height:0;flex:1;overflow:hidden}',
    '.x{max-width:0;flex:1;overflow:hidden}',
    '.x{width:0;flex:none;overflow:hidden}',
    '.x{width:0;min-width:0;overflow:hidden}',
    '.q{--s:1}.x{--s:0;transform:scale(var(--s))}',
    '.sr{display:none!important}#i{display:block}',
    '.sr{display:none;display:bogus}',
    '.sr{display:none}.sr:hover{display:block}',
    '.sr{display:none}@media (weird:1){.sr{display:block}}',
    '.sr{display:none}@layer z{#i.sr.x.y{display:block}}',
    'div{& .x{display:none}}',
    'div{color:red;.q{color:red}.x{display:none}}',
    '.sr{.q{a:b} display:none}',
    '.sr{@media screen{display:none}}',
    ':root{--d:none}.sr{display:var(--d)}',
    '.sr{display:var(--q,none)}',
    '<!-- .sr{display:none} -->',
  ])('must not give the text that %s hides', (css) => {
    expect(textOf(page(css))).toBe('Shown.');
  });

  it.each([
    'display:none',
    'visibility:collapse',
    'content-visibility:hidden',
    'opacity:.01',
    'opacity:1%',
    'filter:opacity(0)',
    'filter:blur(20px)',
    'font-size:1px',
    'font:0/0 a',
    'color:#0000',
    'color:rgba(0,0,0,0)',
    'color:#fff',
    'color:hsl(0 0% 100%)',
    'color:oklch(100% 0 0)',
    'color:rgb(from white r g b)',
    'color:oklch(0 0 0/0)',
    'color:floralwhite;background:#fff8ef',
    'color:papayawhip;background:papayawhip',
    'background:#010101',
    '-webkit-text-fill-color:transparent',
    'scale:0',
    'transform:rotate(1deg) scale(0)',
    'transform:translateX(-9999px)',
    'transform:matrix(0,0,0,0,0,0)',
    'transform:rotateX(.25turn)',
    'transform:rotate3d(1,0,0,90deg)',
    'transform:matrix3d(0,0,0,0,0,0,0,0,0,0,1,0,0,0,0,1)',
    'rotate:y 90deg',
    'rotate:1 0 0 -100grad',
    'clip-path:polygon(-1px -1px,-1px -1px,-1px -1px)',
    'clip-path:polygon(0 0,50% 50%,100% 100%)',
    'clip-path:xywh(0 0 0 0)',
    'clip-path:rect(0 0 0 0)',
    'position:fixed;top:200vh',
    'text-indent:100%;white-space:nowrap;overflow:hidden',
    'translate:-9999px',
    'position:absolute;left:-9999px',
    'left:calc(-9999px)',
    'left:calc(0px - min(9999px, 800em))',
    'inset:0 auto auto -9999px',
    'margin:0 0 0 -9999px',
    'text-indent:-999px',
    'clip:rect(0 0 0 0)',
    'clip-path:inset(50%)',
    'clip-path:circle(0)',
    'overflow:hidden;height:0',
    'width:1px;overflow:clip',
    `${'color:red;'.repeat(300)}display:none`,
    `transform:${'rotate(1deg) '.repeat(100)}scale(0)`,
  ])('must not give the text that the style %s hides', (style) => {
    expect(textOf(page('', `style="${style}"`))).toBe('Shown.');
  });

  it.each([
    '.x:hover{display:none}',
    '.x:not(p){display:none}',
    '@scope{.x{display:none}}',
    '@scope(.q){:scope{opacity:0}p{display:none}}',
    '@scope(.q){:scope{.x{display:none}}& p{display:none}> p{display:none}}',
    'html{opacity:0}',
    '.x{background:linear-gradient(red,blue);-webkit-background-clip:text;color:transparent}',
    '.x{background:linear-gradient(red,#00f) text;-webkit-text-fill-color:transparent}',
    '.x{background-image:url(a.png);background-clip:text;color:transparent}',
    '.x{background:linear-gradient(red,blue)}@supports(background-clip:text){.x{background-clip:text;color:#0000}}',
    '.x{display:table-cell;max-width:0;overflow:hidden}',
    '.x{width:0;flex:1;overflow:hidden}',
    '.x{width:0;flex:auto;overflow:hidden}',
    '.x{width:0;flex:200px;overflow:hidden}',
    '.x{width:0;flex:0 0 50%;overflow:hidden}',
    '.x{width:1px;min-width:100%;overflow:hidden}',
    '.x{height:0;min-height:min-content;overflow:hidden}',
    '*{--s:1}.scale-0{--s:0;transform:scale(var(--s))}.x{transform:translate(0) scale(var(--s))}',
    '.x{--s:1;transform:scale(var(--s))}.q{--s:0}',
    '.q .x{display:none}',
    '.x:empty{display:none}',
    '.box /deep/ .x{display:none}',
    '[data-h="" q]{display:none}',
    '.x::before{display:none}',
    '.x:before{display:none}',
    '.x{display:none!ie}',
    '@media print{.x{display:none}}',
    '@media not screen{.x{display:none}}',
    '@media (max-width:767.98px){.x{display:none!important}}',
    '@media (prefers-color-scheme:dark){.x{display:none}}',
    '.x{display:none}@media (min-width:768px){.x{display:block}}',
    '.x{display:none}#i{display:block}',
    '.x{display:none}.y{display:flex}',
    '@layer a{#i{display:none}}.x{display:block}',
    '@layer a,b;@layer b{.x{display:block}}@layer a{#i{display:none}}',
    'div{font-size:0}p{font-size:12px}',
    'div{visibility:hidden}p{visibility:visible}',
    '.x{color:#fff;background:#000}',
    '.x{color:#fff;background:url(dark.png)}',
    '.x{opacity:.5}',
    '.x{filter:grayscale(1) blur(1px)}',
    '.x{height:0}',
    '.x{font-size:.3em}',
    '.box{font-size:30%}.x{font-size:16px}',
    '.x{filter:blur(1px) opacity(1)}',
    'div || .x{display:none}',
    '.x{transform:rotateX(180deg) rotate(90deg);rotate:45deg}',
    '.x{clip-path:polygon(0 0,100% 0,50% 100%)}',
    '.x{clip-path:polygon(0 0,100% 0,calc(1px) 100%)}',
    '.x{clip-path:rect(0 100px 100px 0)}',
    '.x{position:fixed;top:0;white-space:nowrap;overflow:hidden}',
    '.x{position:absolute;top:200vh;text-indent:100%}',
    '.x{left:-10px;margin-left:-100%;text-indent:1em;font-size:.9em}',
    '.x{transform:translate(-50%,-100%)}',
    '@keyframes a{from{opacity:0}}.x{animation:a}',
  ])('gives the text that %s shows', (css) => {
    expect(textOf(page(css))).toBe('Shown.\nIn question.');
  });

  it('must not take an element for full that holds but a comment', () => {
    const css = '.e:empty+p{display:none}';
    expect(textOf(`<!doctype html><style>${css}</style><p>Shown.<p class="e"><!-- --></p><p>secret`)).toBe(
      'Shown.',
    );
  });

  it.each([
    ['body{background:#111}.x{color:#fff}', ''],
    ['.box{background:#1e3a8a}.box p{color:#fff}', ''],
    ['.box{background:#282c34}.box .x{color:#fff}', ''],
    ['.box{background:#336 no-repeat}b{color:#fff}', ''],
    ['.box{background-image:url(dark.png)}.x{color:#fff}', ''],
    ['.box{background:#000}.x{color:red}', ''],
    ['.box{color:red}.x{background:#000}', ''],
    ['.x{--o:1;color:rgb(255 255 255/var(--o))}.q{--o:.5}.box{background:rgb(0 0 0/var(--o))}', ''],
    [':root{--c:#fff}.q{--c:#000}.x{color:var(--c)}.box{background:var(--d)}', ''],
    [':root{--c:#124}.q{--c:#321}.x{color:#fff}.box{background:var(--c)}', ''],
    [':root{--c:#fff}.q{--c:#000}.x{color:#000}body{background:var(--c)}', ''],
    ['', '<link rel="stylesheet" href="a.css"><style>body{background:#fff}.x{color:#fff}</style>'],
  ])('reads white ink on the paper of an ancestor: %s%s', (css, head) => {
    expect(textOf(page(css, '', head))).toContain('In question.');
  });

  it.each([
    '<div style="background:#1e3a8a"><p style="color:#fff">In question.</p></div>',
    '<table><tr><td bgcolor=navy><font color=white>In question.</font></table>',
    '<table background=a.png><tr><td><font color=white>In question.</font></table>',
    '<style>@layer a{*{color:red}}</style><p><font color=white>In question.</font>',
    '<style>pre{background:#282c34}pre code{color:#fff}</style><pre><code>In question.</code></pre>',
    '<style>th{background:#336}th b{color:#fff}</style><table><tr><th><b>In question.</b></table>',
    '<link rel="stylesheet" href="a.css"><div class="hero"><p style="color:#fff">In question.</p></div>',
  ])('reads white ink on %s', (html) => {
    expect(textOf(`<!doctype html><p>Shown.</p>${html}`)).toContain('In question.');
  });

  it.each([
    '<div style="background:#1e3a8a"><p style="color:#1e3a8b">In question.</p></div>',
    '<link rel="stylesheet" href="a.css"><p style="color:#fff;background:#fff"><b>In question.</b></p>',
    '<p style="font-size:.3em"><b style="font-size:30%">In question.</b>',
    '<p style="font-size:.05em">In question.',
    '<p><font color=white>In question.</font>',
    '<p><FONT COLOR=FFFFFF>In question.</FONT>',
    '<table bgcolor=navy><tr><td><font color="#000080">In question.</font></table>',
    '<link rel="stylesheet" href="a.css"><p style="color:transparent">In question.</p>',
    '<div style="color:#fefefe"><p style="background:#000">.<b style="background:#fff">In question.</b></div>',
    '<style>.x{--o:1;color:rgb(255 255 255/var(--o))}.q{--o:.5}</style><p class="x">In question.</p>',
    '<p style="background:#fff no-repeat;color:#fff">In question.</p>',
  ])('must not give ink on paper of the same colour: %s', (html) => {
    expect(textOf(`<!doctype html><p>Shown.</p>${html}`)).not.toContain('In question.');
  });

  it('knows no colours where a sheet is in another file', () => {
    const head = '<link rel="stylesheet" href="theme.css">';
    expect(textOf(page('', 'style="color:#fff"', head))).toBe('Shown.\nIn question.');
  });

  it.each([
    '<datalist><option>secret</datalist>',
    '<datalist>secret</datalist>',
    '<p>Also</p><div><style>@scope{:scope{display:none}}</style>secret</div>',
    '<noembed>secret</noembed>',
    '<details><summary>Also</summary>secret<p>secret</details>',
    '<p>Also</p><p CLASS="sr">secret',
    '<p>Also</p><p popover>secret',
    '<noscript><style>.sr{display:block!important}</style></noscript><p class="sr">secret',
  ])('must not give the secret of %s', (html) => {
    expect(textOf(`<!doctype html><style>.sr{display:none}</style><body>Shown.${html}`)).not.toContain(
      'secret',
    );
  });

  it.each(['', 'overflow:hidden;height:0;', 'text-overflow:ellipsis;'])('reads a cell that is %s', (more) => {
    const css = `td{max-width:0;overflow:hidden;${more}}`;
    expect(textOf(`<!doctype html><style>${css}</style><table><tr><td>one`)).toBe('one');
    expect(textOf(`<!doctype html><style>td{display:block}${css}</style><p>x<table><tr><td>one`)).toBe('x');
  });

  it('gives what is folded open', () => {
    expect(textOf('<details open><summary>One</summary>two</details>')).toBe('One\ntwo');
  });

  it.each([
    ['many rules', '.a .b .c{display:none}'.repeat(20_000), '<p class="a b c">x'.repeat(5_000)],
    ['siblings', '.a~.b{display:none}', '<p class=b>x</p>'.repeat(10_000)],
    ['descendants', '*:has(.z){display:none}', '<div>'.repeat(10_000)],
    ['nested rules', '.a{& &{'.repeat(40), ''],
    ['broken rules', `.q{${'.a{}b;'.repeat(20_000)}}`, ''],
    ['selectors', `${'.a,'.repeat(300_000)}.b{display:none}`, ''],
  ])('must not be slowed down by %s, and reads nothing instead', (_what, css, body) => {
    expect(() => textOf(`<!doctype html><style>${css}</style>${body}`)).toThrow('styles are beyond');
  });
});
