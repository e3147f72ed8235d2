import { readFileSync } from 'node:fs';

const CLAIM = /^([+-]) ([a-z]+): (.+)$/;

/** `scope/*.txt`: a line of source, then claims; `+` follows from it, `-` does not, and the word says what is at stake. */
export function scopeCases(half) {
  const passages = [];
  for (const line of readFileSync(new URL(`scope/${half}.txt`, import.meta.url), 'utf8').split('\n')) {
    const [, sign, phenomenon, claim] = CLAIM.exec(line) ?? [];
    if (claim !== undefined) passages.at(-1).claims.push({ follows: sign === '+', phenomenon, claim });
    else if (line !== '' && !line.startsWith('#')) passages.push({ text: line, claims: [] });
  }
  const textAt = (index) => passages[index % passages.length].text;
  return passages.flatMap(({ text, claims }, index) => {
    const page = [textAt(index + 3), textAt(index + 5), text, textAt(index + 7), textAt(index + 9)].join(
      '\n\n',
    );
    return claims.map((one) => ({ ...one, text, page }));
  });
}
