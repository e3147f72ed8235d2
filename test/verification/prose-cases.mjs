import { readdirSync, readFileSync, existsSync } from 'node:fs';

const MODULES = new URL('../../node_modules/', import.meta.url);
const CODE = /```[\s\S]*?```|<[^>]+>|!?\[([^\]]*)\]\([^)]*\)|^[|#>].*$/gm;

/** Plain paragraphs of a README: no code, no tables, no badges. */
function proseOf(markdown) {
  const text = markdown.replace(CODE, (_, label) => label ?? ' ');
  return text
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.replace(/\s+/g, ' ').trim())
    .filter((paragraph) => /^[A-Z].{60,}[.!?]$/.test(paragraph) && !/https?:|[{};=]/.test(paragraph));
}

function sentencesOf(paragraph) {
  return paragraph
    .split(/(?<=[.!?])\s+(?=[A-Z])/)
    .filter((sentence) => sentence.split(' ').length >= 10 && sentence.length < 260);
}

/** Every second package for tuning, the others held out. */
function documents(half) {
  const names = readdirSync(MODULES)
    .filter((name) => /^[a-z]/.test(name))
    .sort();
  return names
    .filter((_, index) => (index % 2 === 0) === (half === 'tuned'))
    .map((name) => new URL(`${name}/README.md`, MODULES))
    .filter((url) => existsSync(url))
    .map((url) => proseOf(readFileSync(url, 'utf8')))
    .filter((paragraphs) => paragraphs.flatMap(sentencesOf).length >= 4)
    .map((paragraphs) => ({ text: paragraphs.join('\n\n'), sentences: paragraphs.flatMap(sentencesOf) }));
}

/** Drops what a person would drop first when telling it again: every third of the little words and the adverbs. */
function retold(sentence) {
  let count = 0;
  const kept = sentence
    .split(' ')
    .filter(
      (word) =>
        !/^(?:the|a|an|very|also|just|only|simply|easily|really|that|then)$/i.test(word) || ++count % 3 === 0,
    );
  return kept.join(' ');
}

/** A statement of the document and one of another: half of it is supported. */
function joined(sentence, other) {
  return `${sentence.replace(/[.!?]$/, '')}, and ${other.charAt(0).toLowerCase()}${other.slice(1)}`;
}

export function proseCases(half) {
  const all = documents(half);
  return all.flatMap(({ text, sentences }, index) => {
    const other = all[(index + 5) % all.length].sentences;
    const picked = sentences.slice(1, 4);
    return picked.flatMap((sentence, place) => [
      { label: 'supported', claim: retold(sentence), text },
      { label: 'partial', claim: joined(sentence, other[place % other.length]), text },
      { label: 'wrong_source', claim: retold(other[(place + 1) % other.length]), text },
      // The page without the sentence: same matter, but not this claim.
      { label: 'unsupported', claim: retold(sentence), text: text.replaceAll(sentence, '') },
    ]);
  });
}
