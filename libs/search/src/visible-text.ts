/**
 * Characters without ink: controls, zero-width and direction marks, soft hyphens, the tag characters and variation
 * selectors that can spell a hidden message. (Joiners are handled apart.)
 */
const INVISIBLE =
  // oxlint-disable-next-line no-control-regex no-misleading-character-class -- what no reader can see is what is dropped
  /[\u0000-\u0008\u000B\u000E-\u001F\u007F-\u009F\u00AD\u034F\u061C\u115F\u1160\u17B4\u17B5\u180B-\u180F\u200B\u200E\u200F\u202A-\u202E\u2060-\u206F\u3164\uFE00-\uFE0E\uFEFF\uFFA0\uFFF9-\uFFFB\u{13430}-\u{13455}\u{1BCA0}-\u{1BCA3}\u{1D173}-\u{1D17A}\u{E0000}-\u{E0FFF}]/gu;
/** Joiners shape Persian, Indic scripts and emoji; after Latin letters or nothing they hide something. */
const IDLE_JOINER = /(?<![\u0250-\u{10FFFF}])[\u200C\u200D]+/gu;

/** What a reader sees of a text: no character without ink. Spaces and line ends stay. Linear. */
export function visibleText(text: string): string {
  return text.replace(INVISIBLE, '').replace(IDLE_JOINER, '');
}
