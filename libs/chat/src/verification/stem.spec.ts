import { root, stem } from './stem.js';

describe(stem.name, () => {
  it.each([
    ['cities', 'city'],
    ['running', 'run'],
    ['announced', 'announce'],
    ['announcing', 'announces'],
    ['controlled', 'control'],
    ['installed', 'install'],
    ['agreed', 'agree'],
    ['tried', 'try'],
    ['boxes', 'box'],
    ['made', 'make'],
    ['children', 'child'],
    ['colours', 'color'],
    ['organised', 'organize'],
    ['centres', 'center'],
    ['anaemia', 'anemia'],
    ['catalogue', 'catalog'],
    ['analyse', 'analyze'],
  ])('brings %s and %s to one', (one, other) => {
    expect(stem(one)).toBe(stem(other));
  });

  it.each([
    ['found', 'founded'],
    ['new', 'news'],
    ['need', 'nee'],
    ['red', 'reed'],
    ['sing', 's'],
  ])('keeps %s and %s apart', (one, other) => {
    expect(stem(one)).not.toBe(stem(other));
  });
});

describe(root.name, () => {
  it.each([
    ['announcement', 'announce'],
    ['election', 'elect'],
    ['production', 'product'],
    ['legality', 'legal'],
  ])('joins %s and %s', (one, other) => {
    expect(root(stem(one))).toBe(root(stem(other)));
  });

  it('leaves a short word whole', () => {
    expect(root('table')).toBe('table');
    expect(root('nation')).toBe('nation');
  });
});
