import type { ClaimTerm } from './claim-term.js';
import { isInside, type Evidence } from './evidence.js';
import type { Place } from './locate-term.js';
import type { Quantity } from './quantity.js';
import type { Token } from './tokenise.js';

/** Sentences around the passage in which a number, a year or a date still belongs to it. */
const NUMBER_MARGIN = 1;
const YEAR_MARGIN = 3;
/** Terms around a number in the claim that a far sentence must share to be about the same. */
const CONTEXT = 4;
const SHARED = 2;

export interface UnsaidNumbers {
  /** As the claim writes them; years and days of unsaid dates are among them. */
  readonly numbers: string[];
  readonly dates: string[];
}

/** Numbers and dates of the claim that the source does not say where it says the rest. */
export function unsaidNumbers(evidence: Evidence): UnsaidNumbers {
  const numbers: string[] = [];
  const dates: string[] = [];
  evidence.claim.terms.forEach((term, index) => {
    if (term.date !== null) {
      if (isDateSaid(index, evidence)) return;
      dates.push(textOf(term.date, evidence));
      numbers.push(...unsaidParts(term, evidence));
    } else if (term.quantity !== null) {
      const { quantity } = term;
      if (quantity.weak ? !isRivalled(index, quantity, evidence) : isNumberSaid(index, quantity, evidence))
        return;
      numbers.push(textOf(quantity, evidence));
      if (quantity.year) dates.push(textOf(quantity, evidence));
    } else if (term.token.word.hasDigit && evidence.places[index]?.length === 0)
      numbers.push(term.token.word.folded);
  });
  return { numbers, dates };
}

function textOf({ first, end }: { first: number; end: number }, { claim }: Evidence): string {
  return claim.text.slice(claim.tokens[first]?.start, claim.tokens[end - 1]?.end);
}

function isDateSaid(index: number, evidence: Evidence): boolean {
  const places = evidence.places[index] as readonly Place[];
  const date = (evidence.claim.terms[index] as ClaimTerm).date as NonNullable<ClaimTerm['date']>;
  if (date.day !== null || date.year !== null) return places.length > 0;
  return places.some(({ at }) => isAround(at, YEAR_MARGIN, evidence)) || monthIsSaid(date.month, evidence);
}

function monthIsSaid(month: number | null, { source }: Evidence): boolean {
  return source.dates.some((other) => other.month === month);
}

/** The day and the year of a date that no date of the source has. */
function unsaidParts({ date }: ClaimTerm, { claim, source }: Evidence): string[] {
  const { first, end, day, year } = date as NonNullable<ClaimTerm['date']>;
  const parts: string[] = [];
  for (let at = first; at < end; at++) {
    const { start, end: stop } = claim.tokens[at] as Token;
    const raw = claim.text.slice(start, stop);
    const value = Number.parseInt(raw, 10);
    if (value === day && !source.dates.some((other) => other.day === day && agree(other.month, date?.month)))
      parts.push(raw);
    if (value === year && !source.quantities.some((other) => other.value === year)) parts.push(raw);
  }
  return parts;
}

const agree = (a: number | null, b: number | null | undefined): boolean =>
  a === null || b === null || a === b;

function isNumberSaid(index: number, quantity: Quantity, evidence: Evidence): boolean {
  const places = evidence.places[index] as readonly Place[];
  const margin = quantity.year ? YEAR_MARGIN : NUMBER_MARGIN;
  const around = places.filter(({ at }) => isAround(at, margin, evidence));
  if (around.length > 0)
    return (
      !countsSomethingElse(quantity, around, evidence) && !isElsewhere(index, quantity, around, evidence)
    );
  return places.some(({ at }) => isTitle(at, evidence) || sharesContext(index, at, evidence));
}

/** "A quarter of them" where the source has half of them; "one lane" where it has two. */
function isRivalled(index: number, quantity: Quantity, evidence: Evidence): boolean {
  const places = evidence.places[index] as readonly Place[];
  if (places.some(({ at }) => isAround(at, NUMBER_MARGIN, evidence))) return false;
  return evidence.source.quantities.some((other) => {
    if (other.year || other.value === quantity.value || !isAround(other.first, 0, evidence)) return false;
    if (quantity.form === 'fraction')
      return other.form === 'fraction' && sharesContext(index, other.first, evidence);
    return quantity.value === 1 && quantity.head !== '' && other.head === quantity.head;
  });
}

function isAround(at: number, margin: number, { source, window, clauseWindows }: Evidence): boolean {
  const { sentence } = source.tokens[at] as Token;
  return isInside(sentence, window, margin) || clauseWindows.some((own) => isInside(sentence, own, margin));
}

function isTitle(at: number, { source }: Evidence): boolean {
  return source.sentences[(source.tokens[at] as Token).sentence]?.heading === true;
}

/** "5 killed" where the source has "12 killed" and "5 injured": the number is there, but of something else. */
function countsSomethingElse(
  { head, value }: Quantity,
  around: readonly Place[],
  evidence: Evidence,
): boolean {
  if (head === '') return false;
  const { quantities } = evidence.source;
  const said = around.flatMap(({ at }) => evidence.source.quantityAt.get(at) ?? []);
  const heads = new Set(said.map((other) => other.head));
  if (heads.has(head)) return false;
  if (heads.has('')) return isExchanged(head, value, evidence);
  return quantities.some(
    (other) => other.head === head && other.value !== value && isAround(other.first, 0, evidence),
  );
}

/** "2,600 of the 300 employees" where the source has "300 of the 2,600 employees": both are there, one for the other. */
function isExchanged(head: string, value: number, evidence: Evidence): boolean {
  const { claim, source } = evidence;
  return source.quantities.some(
    (other) =>
      other.head === head &&
      other.value !== value &&
      isAround(other.first, 0, evidence) &&
      claim.terms.some(
        ({ quantity }) => quantity?.value === other.value && countsApart(quantity, head, evidence),
      ),
  );
}

/** It counts something else, or a part of it ("300 of the"). */
const countsApart = ({ head, end }: Quantity, than: string, { claim }: Evidence): boolean =>
  head === '' ? claim.tokens[end]?.word.folded === 'of' : head !== than;

/**
 * "The unions asked for 3 percent" where they asked for 9 and someone else got 3: the sentence that has the number
 * shares nothing around it, and one that does has another number of that kind.
 */
function isElsewhere(
  index: number,
  quantity: Quantity,
  around: readonly Place[],
  evidence: Evidence,
): boolean {
  if (quantity.year || around.some(({ at }) => sharesContext(index, at, evidence, 1))) return false;
  return evidence.source.quantities.some(
    (other) =>
      other.value !== quantity.value &&
      !other.year &&
      other.form === quantity.form &&
      other.unit?.kind === quantity.unit?.kind &&
      isAround(other.first, NUMBER_MARGIN, evidence) &&
      sharesContext(index, other.first, evidence, 1),
  );
}

function sharesContext(
  index: number,
  at: number,
  { claim, saidIn, source }: Evidence,
  least = SHARED,
): boolean {
  const { sentence } = source.tokens[at] as Token;
  let shared = 0;
  for (
    let other = Math.max(0, index - CONTEXT);
    other < Math.min(claim.terms.length, index + CONTEXT + 1);
    other++
  ) {
    if (other === index || (claim.terms[other] as ClaimTerm).quantity !== null) continue;
    if (saidIn[other]?.has(sentence) && ++shared >= least) return true;
  }
  return false;
}
