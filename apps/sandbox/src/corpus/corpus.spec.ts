import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Corpus } from './corpus.js';
import { findNodeModules } from './find-node-modules.js';
import { publicUrlOf } from './public-url.js';
import { snippetOf } from './snippet.js';
import { splitSections } from './split-sections.js';

describe(Corpus.name, () => {
  let folder: string;
  const put = async (path: string, text: string): Promise<void> => {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'corpus-'));
    await put('breaker/package.json', '{"repository":"github:someone/breaker"}');
    await put(
      'breaker/README.md',
      '# Breaker\n\nStops calls that fail.\n\n## Opening\n\nThe breaker opens after five failures.\n\n## License\n\nMIT and so on and on.',
    );
    await put(
      'breaker/docs/guide/probes.md',
      '# Probes\n\nThree probes are let through when it is half open.',
    );
    await put('breaker/docs/CHANGELOG.md', '# Changes\n\nThe breaker opens differently now.');
    await put('breaker/docs/note.txt', 'The breaker opens: not markdown.');
    await put('zcopy/package.json', 'not json');
    await put(
      'zcopy/readme.md',
      '## Opening\n\nThe breaker opens after five failures.\n\n## Own\n\nSomething of its own stands here.',
    );
    await put('@types/x/README.md', '# Types\n\nThe breaker opens: a type package.');
    await put('once/readme.md', '# once\n\nCall a function one time only, not twice.');
    await put('@scope/part/readme.md', '# Part\n\nA scoped package says quokka.');
    await put('empty/index.js', '');
    await put('.bin/README.md', '# Hidden\n\nThe breaker opens: hidden.');
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('finds the section that answers, under its public address', async () => {
    const corpus = await Corpus.build(folder);
    const [first] = corpus.search('How does the breaker open after failures?');
    expect(first?.section).toMatchObject({
      heading: 'Opening',
      trail: 'Breaker',
      text: 'The breaker opens after five failures.',
    });
  });

  it('reads docs folders and leaves out changelogs, licences, type packages and hidden folders', async () => {
    const corpus = await Corpus.build(folder);
    expect(corpus.search('probes')[0]?.section.url).toBe(
      'https://github.com/someone/breaker/blob/HEAD/docs/guide/probes.md#probes',
    );
    const texts = corpus
      .search('the breaker opens differently hidden type MIT')
      .map((hit) => hit.section.text)
      .join('\n');
    expect(texts).not.toMatch(/differently|hidden|type package|MIT/);
  });

  it('has a text once, however many packages ship it, and a URL once', async () => {
    const corpus = await Corpus.build(folder);
    expect(
      corpus.search('opening five failures').filter((hit) => hit.section.heading === 'Opening'),
    ).toHaveLength(1);
    const urls = corpus.search('own something opening').map((hit) => hit.section.url);
    expect(new Set(urls).size).toBe(urls.length);
    expect(corpus.search('quokka')[0]?.section.url).toBe('https://www.npmjs.com/package/@scope/part');
    expect(corpus.size).toBe(6);
  });

  it('puts a package first that the question names', async () => {
    const real = await Corpus.build(findNodeModules(__dirname));
    const [first] = real.search('How do I open a circuit breaker with cockatiel?');
    expect(first?.section.heading).toMatch(/^circuitBreaker\(policy/);
    expect(first?.section.url).toMatch(
      /^https:\/\/github\.com\/connor4312\/cockatiel\/blob\/HEAD\/readme\.md#circuitbreakerpolicy/,
    );
    expect(real.search('cockatiel')[0]?.section.package).toBe('cockatiel');
  });
});

describe(findNodeModules.name, () => {
  it('says what to do when there is none', () => {
    expect(() => findNodeModules('/')).toThrow('npm ci');
  });
});

describe(publicUrlOf.name, () => {
  it.each([
    [
      { repository: { url: 'git+https://github.com/a/b.git', directory: './packages/c/' } },
      'https://github.com/a/b/blob/HEAD/packages/c/README.md#x',
    ],
    [{ repository: 'git@github.com:a/b.git' }, 'https://github.com/a/b/blob/HEAD/README.md#x'],
    [{ repository: 'a/b' }, 'https://github.com/a/b/blob/HEAD/README.md#x'],
    [{ repository: 'gitlab:a/b' }, 'https://gitlab.com/a/b/-/blob/HEAD/README.md#x'],
    [
      { repository: 'https://github.com/a/b/tree/main/packages/c' },
      'https://github.com/a/b/blob/HEAD/packages/c/README.md#x',
    ],
    [
      { repository: { url: 'https://git.example.com/a' }, homepage: 'https://a.example.com/' },
      'https://a.example.com/',
    ],
    [{ homepage: 'javascript:alert(1)' }, 'https://www.npmjs.com/package/@s/p'],
    [{}, 'https://www.npmjs.com/package/@s/p'],
  ])('%j → %s', (manifest, url) => {
    expect(publicUrlOf(manifest, '@s/p')('README.md', 'x')).toBe(url);
  });
});

describe(splitSections.name, () => {
  it('knows both kinds of headings, nesting, and GitHub’s anchors', () => {
    const sections = splitSections(
      'Intro text of the package.\n\nTitle\n=====\n\nSome words about it here.\n\n## `call(a, b)`\n\nIt calls the thing with both.\n\nSub\n---\n\nMore of these words here.\n\n## Sub\n\nThe second one of this name.',
    );
    expect(sections.map(({ heading, trail, anchor }) => [heading, trail.join('/'), anchor])).toEqual([
      ['', '', ''],
      ['Title', '', 'title'],
      ['call(a, b)', 'Title', 'calla-b'],
      ['Sub', 'Title', 'sub'],
      ['Sub', 'Title', 'sub-1'],
    ]);
  });

  it('does not take a comment in code for a heading, and keeps code for finding', () => {
    const [section] = splitSections('# Use\n\n```sh\n# not a heading\nnpm ci\n```');
    expect(section).toMatchObject({ heading: 'Use', text: '', code: '# not a heading\nnpm ci' });
  });

  it('leaves out what stands below a heading of no use', () => {
    expect(
      splitSections(
        '# Contributing\n\nPlease do send patches.\n\n## Details\n\nMore about the sending of patches.',
      ),
    ).toEqual([]);
  });
});

describe(snippetOf.name, () => {
  it('takes the passage that holds most of the question', () => {
    const text = `${'Nothing of interest stands here at all. '.repeat(9)}\nThe breaker opens after failures\nThen it waits.`;
    expect(snippetOf(text, 'When does the breaker open?')).toContain(
      'The breaker opens after failures. Then it waits.',
    );
  });

  it('has at most 300 characters, cut between words', () => {
    const snippet = snippetOf('breaker '.repeat(100), 'breaker');
    expect(snippet.length).toBeLessThanOrEqual(300);
    expect(snippet.endsWith('breaker…')).toBe(true);
  });

  it('leaves out what only announces code, unless there is nothing else', () => {
    expect(snippetOf('Do it like this here:\nThe breaker opens.', 'breaker')).toBe('The breaker opens.');
    expect(snippetOf('Open the breaker like this:', 'breaker')).toBe('Open the breaker like this:');
  });
});
