import { IRREGULAR_VERBS } from '../irregular-forms.js';
import { isBreak, listed, wordAt, type Reading } from './reading.js';

export const BE: ReadonlySet<string> = listed('is are was were be been being get gets got');
export const COPULAS: ReadonlySet<string> = listed('is are was were remains remained became becomes');
const MODALS = listed('do does did will would shall should can could may might must has have had to');
export const HELPERS: ReadonlySet<string> =
  listed(`is are was were be been being has have had do does did will would shall should can could may might
  must not never also only still later now then already soon first finally both all each to`);
export const DETERMINERS: ReadonlySet<string> =
  listed(`a an the its their his her our my your this that these those some any no every each all both one two
  three four five six seven eight nine ten`);
export const PREPOSITIONS: ReadonlySet<string> =
  listed(`of in on at by for with from to into onto than as about after before since until during over under
  between among against through without within near per upon`);
export const RELATIVE: ReadonlySet<string> = listed('who which that whom');
export const GOALS: ReadonlySet<string> = listed('to into onto');
const PRONOUNS = listed('it he she they we you i him them us him her this these those who which that');

export const VERB_FORMS = new Set(IRREGULAR_VERBS.trim().split(/[\s|]+/));

/** A verb by its form, or by what stands around it: a noun before and an article, a number or a name behind. */
export function isVerb(reading: Reading, at: number): boolean {
  const word = wordAt(reading, at);
  const { tokens } = reading;
  if (tokens[at - 1]?.kind === 1 || tokens[at - 1]?.word.mayCount === true) return false;
  if (
    tokens[at]?.word.capital ||
    DETERMINERS.has(wordAt(reading, at - 1)) ||
    PREPOSITIONS.has(wordAt(reading, at - 1))
  )
    return false;
  if ((/[^e]ed$/.test(word) && !word.startsWith('un')) || VERB_FORMS.has(word)) return true;
  const before = wordAt(reading, at - 1);
  if (MODALS.has(before) && isContent(reading, at)) return true;
  const subject = isContent(reading, at - 1) || PRONOUNS.has(before) || RELATIVE.has(before);
  if (!subject || !isContent(reading, at) || isBreak(reading, at)) return false;
  const next = wordAt(reading, at + 1);
  if (DETERMINERS.has(next)) return true;
  if (word.endsWith('s') && !before.endsWith('s') && (GOALS.has(next) || next === 'from')) return true;
  const capital = tokens[at + 1]?.word.capital === true;
  return (
    word.endsWith('s') &&
    tokens[at - 1]?.word.capital === true &&
    (capital || (PREPOSITIONS.has(next) && next !== 'of'))
  );
}

/** A word of substance, no number. */
export const isContent = ({ tokens }: Reading, at: number): boolean => {
  const token = tokens[at];
  return token !== undefined && token.kind === 0 && (!token.word.isFunction || token.word.allCapitals);
};
