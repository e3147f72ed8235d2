// JSON leaves these as they are, yet terminals and log viewers obey them or break lines at them:
// DEL and the C1 controls (NEL, the 8-bit CSI) and Unicode's line and paragraph separator.
// oxlint-disable-next-line no-control-regex
const UNSEEN_IN_JSON = /[\u007f-\u009f\u2028\u2029]/g;
// oxlint-disable-next-line no-control-regex
const UNSEEN = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g;

/** A line of JSON in which no character can pass for the end of the line or for a terminal's command. */
export function escapeJsonLine(line: string): string {
  return line.replace(UNSEEN_IN_JSON, escape);
}

/** Any text as one harmless line. */
export function oneLine(text: string): string {
  return text.replace(UNSEEN, escape);
}

function escape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
