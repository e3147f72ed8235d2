import type { Winners } from './cascade.js';
import { isClear, looksLike } from './colour.js';

/** Each alone takes an element and all that is in it out of sight. */
const HIDING = [
  'display',
  'content-visibility',
  'opacity',
  'zoom',
  'filter',
  'left',
  'right',
  'top',
  'bottom',
  'margin-left',
  'margin-top',
  'text-indent',
  'transform',
  'translate',
  'scale',
  'clip',
  'clip-path',
];
const SIZES = ['width', 'height', 'max-width', 'max-height'];
const CLIPS = ['overflow-x', 'overflow-y'];

/** Whether nothing below the element can be seen, whatever it says itself. */
export function isGone(winners: Winners): boolean {
  const hides = (property: string): boolean => winners.get(property)?.verdict === 'hides';
  return HIDING.some(hides) || (CLIPS.some(hides) && SIZES.some(hides));
}

/** What the text in an element takes over from those around it. */
export interface Inherited {
  readonly invisible: boolean;
  /** So small that nobody reads it. */
  readonly tiny: boolean;
  /** The colours as they are written; null where they cannot be told. */
  readonly ink: string | null;
  readonly paper: string | null;
}

export function isSeen({ invisible, tiny, ink, paper }: Inherited): boolean {
  if (invisible || tiny) return false;
  return ink === null || !(isClear(ink) || (paper !== null && looksLike(ink, paper)));
}

/** What an element hands down to all that is in it. */
export function inherit(outer: Inherited, winners: Winners): Inherited {
  if (winners.size === 0) return outer;
  const says = (property: string): boolean | undefined => {
    const verdict = winners.get(property)?.verdict;
    return verdict === undefined ? undefined : verdict === 'hides';
  };
  return {
    invisible: says('visibility') ?? outer.invisible,
    tiny: says('font-size') ?? outer.tiny,
    ink: winners.get('text-fill-color')?.value ?? winners.get('color')?.value ?? outer.ink,
    paper: paperOf(winners, outer.paper),
  };
}

function paperOf(winners: Winners, outer: string | null): string | null {
  const image = winners.get('background-image')?.value ?? 'none';
  if (image !== 'none') return null;
  const paper = winners.get('background-color')?.value;
  return paper === undefined || isClear(paper) || paper === 'none' ? outer : paper;
}
