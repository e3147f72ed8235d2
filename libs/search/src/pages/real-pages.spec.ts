import { extractPage } from './extract-page.js';
import { PageStyles } from './visibility/page-styles.js';

const textOf = (head: string, body: string): string =>
  extractPage({
    bytes: Buffer.from(`<!doctype html><html lang="en"><head>${head}</head><body>${body}</body></html>`),
    kind: 'html',
    charset: 'utf-8',
  }).text;
const fact = 'Water boils at 100 degrees Celsius at sea level, and at 71 degrees on the highest mountain. ';

/** As frameworks write them: a reset, utilities by width, parts that open, print. */
const FRAMEWORK = `<style>
  @charset "UTF-8"; /* v5 */
  :root{--bs-body-color:#212529;--bs-body-bg:#fff}
  [data-bs-theme=dark]{--bs-body-color:#dee2e6;--bs-body-bg:#212529}
  *,::after,::before{box-sizing:border-box} [hidden]{display:none!important}
  body{margin:0;color:var(--bs-body-color);background-color:var(--bs-body-bg)}
  .visually-hidden{position:absolute!important;width:1px!important;height:1px!important;overflow:hidden!important;clip:rect(0,0,0,0)!important}
  .collapse:not(.show){display:none} .tab-content>.tab-pane{display:none} .tab-content>.active{display:block}
  .modal{display:none} .fade:not(.show){opacity:0} .btn-dark{color:#fff;background-color:#212529}
  .d-none{display:none!important} @media (min-width:768px){.d-md-block{display:block!important}}
  @media (max-width:767.98px){.sidebar{display:none}} @media print{.d-print-none{display:none!important}}
  .dropdown:hover>.menu{display:block} .card-title::before{content:"";display:none}
</style>`;
/** As a utility framework with layers writes them. */
const LAYERED = `<style>
  @layer theme,base,utilities; @layer base{*{margin:0} a{color:inherit}}
  @layer utilities{.hidden{display:none} .md\\:block{@media (width>=48rem){display:block}} .dark\\:hidden{&:where(.dark,.dark *){display:none}} .sr-only{clip-path:inset(50%);width:1px;overflow:hidden} .hover\\:opacity-0{&:hover{opacity:0%}}}
</style>`;

describe(`${PageStyles.name} on pages as they are`, () => {
  it('keeps the text of a page in a framework’s styles', () => {
    const text = textOf(
      FRAMEWORK,
      `<a class="visually-hidden" href="#m">Skip</a><div id="m" class="d-print-none"><h2 class="card-title">Boiling</h2>
       <p class="d-none d-md-block">${fact}</p><aside class="sidebar">Beside</aside><b class="btn-dark">More</b>
       <div class="tab-content"><div class="tab-pane active">First</div><div class="tab-pane">Second</div></div>
       <div class="collapse show">Open</div><div class="collapse">Closed</div><div class="modal fade">Cookies?</div></div>`,
    );
    for (const shown of ['Boiling', fact.trim(), 'Beside', 'More', 'First', 'Open'])
      expect(text).toContain(shown);
    for (const unseen of ['Skip', 'Second', 'Closed', 'Cookies?']) expect(text).not.toContain(unseen);
  });

  it('keeps the text of a page in layers', () => {
    const text = textOf(
      LAYERED,
      `<p class="hidden md:block">Wide</p><p class="dark:hidden">Light</p><p class="hover:opacity-0">Hovered</p>
       <p class="hidden">Narrow</p><span class="sr-only">Read out</span>`,
    );
    expect(text).toBe('Wide\nLight\nHovered');
  });

  it('finds the article under a banner that asks for consent', () => {
    const banner = `<div id="consent" style="position:fixed;bottom:0;z-index:9999"><p>We value your privacy.</p><button>Accept</button></div>`;
    const story = `<article><h1>Boiling</h1>${`<p>${fact.repeat(2)}</p>`.repeat(6)}</article>`;
    const text = textOf(FRAMEWORK, `${banner}<main>${story}</main>`);
    expect(text).toContain(fact.trim());
    expect(text).not.toContain('We value your privacy.');
  });

  it('keeps the rows of a page that is mostly a table', () => {
    const rows = Array.from({ length: 40 }, (_, at) => `<tr><td>${at} m</td><td>${100 - at} °C</td></tr>`);
    const text = textOf(
      FRAMEWORK,
      `<h1>Boiling</h1><table><tr><th>Height</th><th>Point</th></tr>${rows.join('')}</table>`,
    );
    expect(text).toContain('Height | Point');
    expect(text).toContain('39 m | 61 °C');
  });

  it('takes a documentation page’s code and unfolds nothing in it', () => {
    const text = textOf(
      LAYERED,
      `<main><h1>npm ci</h1><p>${fact}</p><pre>npm ci\n  --omit=dev</pre>
       <details><summary>Why?</summary><p>Folded.</p></details></main>`,
    );
    expect(text).toContain('npm ci\n--omit=dev');
    expect(text).toContain('Why?');
    expect(text).not.toContain('Folded.');
  });
});
