import type { Winners } from './cascade.js';
import { fontShare } from './font-share.js';
import { SMALLEST_TEXT } from './judge-value.js';
import { isBeyond, isShut } from './shut-size.js';
import { showsOn } from './text-image.js';
import { isAny, isClear, looksLike } from './colour.js';
import { UNTOLD } from './declaration.js';

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
  'rotate',
  'clip',
  'clip-path',
];
/** Of a text of which nothing is said: pixels. */
export const NORMAL_TEXT = 16;

/** Whether nothing below the element can be seen, whatever it says itself. */
export function isGone(winners: Winners, name: string): boolean {
  return (
    HIDING.some((property) => winners.get(property)?.verdict === 'hides') ||
    isShut(winners, name) ||
    isBeyond(winners)
  );
}

/** What the text in an element takes over from those around it. */
export interface Inherited {
  readonly invisible: boolean;
  /** Of its text, pixels, as far as it is small. */
  readonly size: number;
  /** The colours as they are written; null where they cannot be told. */
  readonly ink: string | null;
  readonly paper: string | null;
  /** Whether other sheets may give any element another ink, and another paper. */
  readonly isPartial: boolean;
}

export function isSeen({ invisible, size, ink, paper }: Inherited): boolean {
  if (invisible || size < SMALLEST_TEXT) return false;
  return ink === null || !(isClear(ink) || (paper !== null && (isAny(ink) || looksLike(ink, paper))));
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
    size: sizeOf(winners, outer.size),
    isPartial: outer.isPartial,
    ...paintsOf(winners, outer),
  };
}

function sizeOf(winners: Winners, outer: number): number {
  const own = winners.get('font-size');
  if (own === undefined) return outer;
  if (own.verdict !== 'hides') return NORMAL_TEXT;
  const share = fontShare(own.value);
  return share < 1 ? outer * share : 0;
}

type Painted = Pick<Inherited, 'ink' | 'paper'>;

function paintsOf(winners: Winners, outer: Inherited): Painted {
  const own = winners.get('text-fill-color')?.value ?? winners.get('color')?.value;
  const image = winners.get('background-image')?.value ?? 'none';
  const isCutToText = image !== 'none' && winners.get('background-clip')?.value === 'text';
  const ink = own === undefined ? outer.ink : told(own);
  if (isCutToText) return { ink: seenThrough(ink, image, outer.paper), paper: outer.paper };
  const paper = paperOf(winners, image);
  if (!outer.isPartial) return { ink, paper: paper === undefined ? outer.paper : paper };
  // Only what one element says of both is believed: between two there may be a paper that we do not know.
  if (own === undefined && paper === undefined) return { ink, paper: outer.paper };
  return { ink, paper: own === undefined ? null : (paper ?? null) };
}

/** The ink of a text that its element's image is cut to: what is clear shows the image. */
function seenThrough(ink: string | null, image: string, paper: string | null): string | null {
  return ink !== null && isClear(ink) && showsOn(image, paper) ? null : ink;
}

/** Null where it cannot be told; undefined where it is none and what is behind it shows. */
function paperOf(winners: Winners, image: string): string | null | undefined {
  if (image !== 'none') return null;
  const paper = winners.get('background-color')?.value;
  if (paper === undefined || isClear(paper) || paper === 'none') return undefined;
  return isAny(paper) ? null : told(paper);
}

function told(colour: string): string | null {
  return colour === UNTOLD ? null : colour;
}
