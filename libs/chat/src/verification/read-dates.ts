import { TokenKind, type Token } from './tokenise.js';

/** As much of a date as is said. */
export interface PartialDate {
  readonly year: number | null;
  /** 1…12. */
  readonly month: number | null;
  readonly day: number | null;
  /** Of numbers that could be day and month or month and day. */
  readonly isAmbiguous: boolean;
  /** Tokens `[first, end)`. */
  readonly first: number;
  readonly end: number;
  readonly sentence: number;
}

const MONTHS = new Map<string, number>();
const NAMES = 'january february march april may june july august september october november december'.split(
  ' ',
);
NAMES.forEach((name, index) => MONTHS.set(name, index + 1).set(name.slice(0, 3), index + 1));
MONTHS.set('sept', 9);
/** German, French, Spanish, Portuguese, Italian, where they differ; without accents. */
const FOREIGN_NAMES = `januar janner janvier enero janeiro gennaio|februar fevrier febrero fevereiro febbraio|marz mars marzo marco
avril abril aprile|mai mayo maio maggio|juni juin junio junho giugno|juli juillet julio julho luglio|aout agosto
septembre septiembre setembro settembre|oktober octobre octubre outubro ottobre
novembre noviembre novembro|dezember decembre diciembre dezembro dicembre`;
FOREIGN_NAMES.split(/[|\n]/).forEach((names, index) => {
  for (const name of names.trim().split(' ')) MONTHS.set(name, index + 1);
});

/** Months that are other words as well: they count as months next to a number only. */
const AMBIGUOUS = new Set([
  'may',
  'march',
  'mar',
  'jan',
  'dec',
  'sep',
  'jun',
  'august',
  'mars',
  'mai',
  'marco',
  'juli',
]);

export function monthOf(word: string): number | undefined {
  return MONTHS.get(word);
}

const MOST_DATES = 2_000;

/** `3 March 2021`, `March 3rd, 2021`, `Mar 2021`, `3 March`, `2021-03-03`, `03/04/2021`, and `in March`. O(tokens). */
export function readDates(text: string, tokens: readonly Token[]): PartialDate[] {
  const dates: PartialDate[] = [];
  for (let at = 0; at < tokens.length && dates.length < MOST_DATES; at++) {
    const token = tokens[at] as Token;
    const date = token.kind === TokenKind.Number ? numeric(text, tokens, at) : named(text, tokens, at);
    if (date === null) continue;
    dates.push(...date);
    at = Math.max(at, (date[0] as PartialDate).end - 1);
  }
  return dates;
}

function named(text: string, tokens: readonly Token[], at: number): PartialDate[] | null {
  const token = tokens[at] as Token;
  const month = token.kind === TokenKind.Word ? MONTHS.get(token.word.folded) : undefined;
  if (month === undefined) return null;
  let first = at;
  let end = at + 1;
  let day: number | null = null;
  const before = OF.has(tokens[at - 1]?.word.folded ?? '') ? at - 2 : at - 1;
  const dayBefore = near(tokens, before, at) ? dayOf(text, tokens[before]) : null;
  if (dayBefore !== null) {
    day = dayBefore;
    first = before;
  } else if (near(tokens, at, end)) {
    day = dayOf(text, tokens[end]);
    if (day !== null) end++;
  }
  const yearAt = OF.has(tokens[end]?.word.folded ?? '') ? end + 1 : end;
  const year = near(tokens, end - 1, yearAt) ? yearOf(text, tokens[yearAt]) : null;
  if (year !== null) end = yearAt + 1;
  if (day === null && year === null && (!token.word.capital || AMBIGUOUS.has(token.word.folded))) {
    if (!token.word.capital || tokens[at - 1]?.word.folded !== 'in') return null;
  }
  return [{ year, month, day, isAmbiguous: false, first, end, sentence: token.sentence }];
}

/** "The 9th of March", "9 de marzo de 1985". */
const OF = new Set(['of', 'de', 'del', 'do']);

const near = (tokens: readonly Token[], from: number, to: number): boolean => {
  const [left, right] = [tokens[from], tokens[to]];
  if (left === undefined || right === undefined || left.sentence !== right.sentence) return false;
  return right.start - left.end <= (to - from) * 3 + 1;
};

const DAY = /^(\d{1,2})(?:st|nd|rd|th)?$/i;

function dayOf(text: string, token: Token | undefined): number | null {
  if (token?.kind !== TokenKind.Number) return null;
  const match = DAY.exec(text.slice(token.start, token.end));
  const day = Number(match?.[1] ?? 0);
  return day >= 1 && day <= 31 ? day : null;
}

const YEAR = /^[12]\d{3}$/;

function yearOf(text: string, token: Token | undefined): number | null {
  if (token?.kind !== TokenKind.Number) return null;
  const raw = text.slice(token.start, token.end);
  return YEAR.test(raw) ? Number(raw) : null;
}

const NUMERIC = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)|^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?!\d)/;

/** A date of numbers alone; where day and month could be either, both readings stand. */
function numeric(text: string, tokens: readonly Token[], at: number): PartialDate[] | null {
  const { start, sentence } = tokens[at] as Token;
  const match = NUMERIC.exec(text.slice(start, start + 10));
  if (match === null) return null;
  let end = at;
  while (end < tokens.length && (tokens[end] as Token).start < start + match[0].length) end++;
  const [year, second, third] =
    match[1] === undefined ? [match[6], match[4], match[5]] : [match[1], match[2], match[3]];
  const readings = [{ month: Number(second), day: Number(third) }];
  if (match[1] === undefined) readings.push({ month: Number(third), day: Number(second) });
  const dates = readings.filter(({ month, day }) => month >= 1 && month <= 12 && day >= 1 && day <= 31);
  if (dates.length === 0) return null;
  const isAmbiguous = dates.length > 1;
  return dates.map(({ month, day }) => ({
    year: Number(year),
    month,
    day,
    isAmbiguous,
    first: at,
    end,
    sentence,
  }));
}

/** Whether nothing the claim says of the day is other than what the source says, and both say something alike. */
export function isSameDate(claim: PartialDate, source: PartialDate): boolean {
  if (claim.isAmbiguous)
    return [claim, { ...claim, month: claim.day, day: claim.month }].some((one) =>
      isSameDate({ ...one, isAmbiguous: false }, source),
    );
  const fields = ['year', 'month', 'day'] as const;
  return fields.every((field) => claim[field] === null || claim[field] === source[field]);
}
