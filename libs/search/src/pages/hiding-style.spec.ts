import { hides, hidingRules } from './hiding-style.js';

describe(hides.name, () => {
  it.each([
    'display:none',
    'color: red; DISPLAY : NONE !important',
    'display:/* x */none',
    'displ\\61y:none',
    '/* unclosed */display:none;/*',
    'visibility:hidden',
    'visibility:collapse',
    'content-visibility:hidden',
    'opacity:0',
    'opacity: .0',
    'opacity:0.01',
    'opacity:0%',
    'font-size:0',
    'font-size:0px',
    'font-size: 0.5px',
    'font-size:1px',
    'font:0/0 a',
    'position:absolute;left:-9999px',
    'text-indent:-999px',
    'margin-left:-200em',
    'transform:rotate(1deg) scale(0)',
    'transform:translateX(-9999px)',
    'clip:rect(0,0,0,0)',
    'clip-path:inset(50%)',
    'overflow:hidden;height:0',
    'width:1px;overflow:hidden',
    'color:transparent',
    'color:#fff;background:#FFFFFF',
    'color:white;background-color:rgb(255, 255, 255)',
    'background:black;color:#000',
  ])('sees that %s hides', (style) => {
    expect(hides(style)).toBe(true);
  });

  it.each([
    '',
    'display:block',
    'opacity:0.5',
    'opacity:1',
    'opacity:100%',
    'font-size:0.9em',
    'font-size:10px',
    'font-size:1em',
    'left:-10px',
    'margin-left:-100px',
    'text-indent:1em',
    'transform:scale(0.9)',
    'overflow:hidden',
    'overflow:hidden;width:100px',
    'height:0',
    'color:#fff',
    'color:#fff;background:#000',
    'background-color:transparent',
    '\\0 display:block',
  ])('lets %j show', (style) => {
    expect(hides(style)).toBe(false);
  });
});

describe(hidingRules.name, () => {
  it('collects the classes and ids that a sheet hides', () => {
    const sheet = 'p{color:red} .a, p.b {display:none} #c{opacity:0} .d .e{display:none}';
    const { classes, ids } = hidingRules([sheet, '.f{visibility:hidden}']);
    expect([...classes]).toEqual(['a', 'b', 'f']);
    expect([...ids]).toEqual(['c']);
  });

  it('does not take for hidden what is hidden on paper', () => {
    const { classes } = hidingRules(['@media print{.a{display:none}.b{display:none}} .c{display:none}']);
    expect([...classes]).toEqual(['c']);
  });

  it.each(['}}}.a{display:none}', '{'.repeat(10_000), '.a{display:none', ''])('survives %j', (sheet) => {
    expect(hidingRules([sheet.slice(0, 50)]).ids.size).toBe(0);
  });
});
