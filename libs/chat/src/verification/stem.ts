import { IRREGULAR_NOUNS, IRREGULAR_VERBS } from './irregular-forms.js';

/** American spellings of British ones, on stems: `colour`, `organise`, `centre`, `catalogue`. */
const SPELLINGS: readonly (readonly [RegExp, string])[] = [
  [/([a-z]{3})is(e|ation)?$/, '$1iz$2'],
  [/([a-z]{2}[^aeiou])our/, '$1or'],
  [/tr$/, 'ter'],
  [/ae/, 'e'],
  [/ogu$/, 'og'],
  [/lys$/, 'lyz'],
  [/(...)ll$/, '$1l'],
];

const IRREGULAR = new Map<string, string>();

/** Without its inflection: `cities` and `city`, `running` and `run`, `made` and `make` come to one. */
export function stem(word: string): string {
  return IRREGULAR.get(word) ?? inflectionless(word);
}

function inflectionless(word: string): string {
  if (word.length < 4) return word;
  let base = withoutPlural(word);
  const irregular = base === word ? undefined : IRREGULAR.get(base);
  if (irregular !== undefined) return irregular;
  if (/.[rt]eed$/.test(base)) base = base.slice(0, -1);
  base = withoutEnding(base, 'ed') ?? withoutEnding(base, 'ing') ?? base;
  if (base.length > 4 && base.endsWith('e')) base = base.slice(0, -1);
  if (base.length > 3 && base.endsWith('y') && !isVowel(base.charCodeAt(base.length - 2)))
    base = `${base.slice(0, -1)}i`;
  return spelling(base);
}

function spelling(base: string): string {
  if (base.length < 5) return base;
  for (const [british, american] of SPELLINGS) {
    if (british.test(base)) return base.replace(british, american);
  }
  return base;
}

function withoutPlural(word: string): string {
  if (!word.endsWith('s') || word.endsWith('ss') || word.endsWith('us') || word.endsWith('is')) return word;
  if (word.endsWith('ies')) return word.length > 4 ? `${word.slice(0, -3)}y` : word.slice(0, -1);
  if (/(?:ss|sh|ch|x|zz|o)es$/.test(word)) return word.slice(0, -2);
  return word.slice(0, -1);
}

function withoutEnding(word: string, ending: string): string | null {
  if (!word.endsWith(ending)) return null;
  const base = word.slice(0, -ending.length);
  if (base.length < 3 || !hasVowel(base) || (ending === 'ed' && base.endsWith('e'))) return null;
  if (base.endsWith('i')) return `${base.slice(0, -1)}y`;
  const last = base.charCodeAt(base.length - 1);
  const doubled =
    last === base.charCodeAt(base.length - 2) && !isVowel(last) && !/(?:ll|ss|zz|ff)$/.test(base);
  if (doubled) return base.slice(0, -1);
  // "Voted" and "naming" would double their consonant if they came from "vot" and "nam".
  return SHORT_BASE.test(base) ? `${base}e` : base;
}

const SHORT_BASE = /^[^aeiouy][aeiou][^aeiouwxy]$/;

/** Longest first; what stays must be a word's worth. */
const DERIVATIONS =
  /(?:ifications?|izations?|ational|fulness|iveness|ations?|itions?|ements?|ically|ability|ibility|ction|tion|sion|ment|ness|ance|ence|ancy|ency|able|ible|ical|iest|ship|hood|less|ally|ular|ity|iti|ive|iv|ous|ful|ist|ism|ant|ent|ish|ward|ian|ial|ion|al|er|or|ly|li|ic|an|at|iz|th|is|i|e)$/;
const LEAST_ROOT = 4;

/** What related words share: `announc` for announce and announcement, `elect` for election. Coarser than a stem. */
export function root(stemmed: string): string {
  let word = stemmed;
  for (let round = 0; round < 2; round++) {
    const match = DERIVATIONS.exec(word);
    if (match === null) break;
    const rest = match[0] === 'ction' ? `${word.slice(0, match.index)}ct` : word.slice(0, match.index);
    if (rest.length < LEAST_ROOT) break;
    word = rest;
  }
  return word;
}

const VOWELS = new Set(Array.from('aeiouy', (letter) => letter.charCodeAt(0)));
const isVowel = (code: number): boolean => VOWELS.has(code);
const hasVowel = (word: string): boolean => /[aeiouy]/.test(word);

for (const line of `${IRREGULAR_VERBS}|${IRREGULAR_NOUNS}`.trim().split(/[\n|]/)) {
  const [stem, ...forms] = line.trim().split(' ') as [string, ...string[]];
  const target = stem.endsWith('s') ? stem : inflectionless(stem);
  IRREGULAR.set(stem, target);
  for (const form of forms) IRREGULAR.set(form, target);
}
