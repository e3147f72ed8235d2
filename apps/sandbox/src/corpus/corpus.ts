import MiniSearch from 'minisearch';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { isStopWord, stem, words } from '../text/words.js';
import { readPackages } from './read-packages.js';
import type { Section } from './section.js';
import { splitSections } from './split-sections.js';

/** One page: its best section, and the next best of the same page that come close to it. */
export interface CorpusHit {
  readonly section: Section;
  readonly more: readonly Section[];
  readonly score: number;
}

interface IndexedSection extends Section {
  readonly id: number;
  readonly code: string;
}

const MOST_SECTIONS = 20_000;
/** Sections indexed before other work gets its turn. */
const SLICE = 25;
/** Sections of one page beside its best, and the share of the best one's score that they must have. */
const MOST_MORE = 2;
const CLOSE = 0.5;
/** How much a package that the question names stands above the others. */
const NAMED_PACKAGE_BOOST = 3;
/** A package's name is a name in a question, and not just a word, when at most this share of sections holds it. */
const RARE_NAME = 0.005;

const pageOf = (url: string): string => url.split('#', 1)[0] as string;

/** A full-text index over the documentation of installed packages. */
export class Corpus {
  private readonly sections: Section[] = [];
  /** By address without its fragment, in reading order. */
  private readonly pages = new Map<string, Section[]>();
  /** For each package, whether its name is a name in a question and not just a word; found out when asked. */
  private readonly names = new Map<string, boolean | undefined>();
  private readonly index = new MiniSearch<IndexedSection>({
    fields: ['package', 'heading', 'trail', 'text', 'code'],
    storeFields: [],
    tokenize: words,
    processTerm: (word) => (isStopWord(word) ? null : stem(word)),
  });

  /** Reads and indexes everything below `nodeModules`, giving way to other work in between. */
  static async build(nodeModules: string): Promise<Corpus> {
    const corpus = new Corpus();
    const seen = new Set<string>();
    let added = 0;
    for await (const file of readPackages(nodeModules)) {
      for (const { heading, trail, anchor, text, code } of splitSections(file.markdown)) {
        // Packages of one repository often carry the same README: the first has it.
        if (seen.has(text + code) || corpus.sections.length >= MOST_SECTIONS) continue;
        seen.add(text + code);
        corpus.add(
          {
            package: file.package,
            heading: heading || file.package,
            trail: trail.join(' › '),
            url: file.url(anchor),
            text,
          },
          code,
        );
        if (++added % SLICE === 0) await nextTurn();
      }
    }
    return corpus;
  }

  get size(): number {
    return this.sections.length;
  }

  /** All that fits, best first, one hit for a page, as a search engine would: many views, not one file many times. */
  search(query: string): CorpusHit[] {
    const named = this.namedIn(query);
    const results = this.index.search(query, {
      boost: { package: 4, heading: 3, trail: 1.5, text: 1, code: 0.3 },
      prefix: (term) => term.length > 4,
      fuzzy: (term) => (term.length > 6 ? 0.15 : false),
      weights: { fuzzy: 0.2, prefix: 0.3 },
      boostDocument: (id) =>
        named.has((this.sections[id as number] as Section).package) ? NAMED_PACKAGE_BOOST : 1,
    });
    const pages = new Map<string, { section: Section; more: Section[]; score: number }>();
    for (const { id, score } of results) {
      const section = this.sections[id as number] as Section;
      const page = pageOf(section.url);
      const hit = pages.get(page);
      if (!hit) pages.set(page, { section, more: [], score });
      else if (hit.more.length < MOST_MORE && score >= hit.score * CLOSE) hit.more.push(section);
    }
    return [...pages.values()];
  }

  /** The parts of the file at an address, in reading order; none where nothing of it was indexed. */
  sectionsAt(url: string): readonly Section[] {
    return this.pages.get(pageOf(url)) ?? [];
  }

  private add(section: Section, code: string): void {
    const page = pageOf(section.url);
    const others = this.pages.get(page);
    if (others) others.push(section);
    else this.pages.set(page, [section]);
    this.names.set(section.package, undefined);
    this.index.add({ ...section, id: this.sections.push(section) - 1, code });
  }

  /** The packages a question names: `cockatiel`, `socket.io`, `@nestjs/core`; not `once` or `send`. */
  private namedIn(query: string): Set<string> {
    const candidates = query.toLowerCase().match(/@?[\p{L}\p{N}][\p{L}\p{N}./_-]*[\p{L}\p{N}]/gu) ?? [];
    return new Set(candidates.filter((name) => this.names.has(name) && this.isRare(name)));
  }

  private isRare(name: string): boolean {
    const known = this.names.get(name);
    if (known !== undefined) return known;
    const holders = this.index.search(name, { fields: ['text'], combineWith: 'AND' }).length;
    const rare = holders <= this.sections.length * RARE_NAME;
    this.names.set(name, rare);
    return rare;
  }
}
