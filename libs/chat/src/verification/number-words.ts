/** Digits one may write as words. */
export const CARDINALS = numbered(
  `zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
  eighteen nineteen`,
  0,
  1,
);
for (const [word, value] of numbered('twenty thirty forty fifty sixty seventy eighty ninety', 20, 10))
  CARDINALS.set(word, value);
CARDINALS.set('dozen', 12);

/** Without `second`, which is a unit of time as often, and without `first`, which mostly counts nothing. */
export const ORDINALS = numbered(
  `third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth
  seventeenth eighteenth nineteenth twentieth`,
  3,
  1,
);

/** `two thirds`, `a quarter`: what divides when a number or an article stands before it. */
export const DIVISORS = numbered('third quarter fifth sixth seventh eighth ninth tenth', 3, 1);
for (const [word, value] of numbered('thirds quarters fifths sixths sevenths eighths ninths tenths', 3, 1)) {
  DIVISORS.set(word, value);
}
DIVISORS.set('half', 2).set('halves', 2).set('hundredth', 100);

export const SCALES = new Map<string, number>([
  ['hundred', 1e2],
  ['thousand', 1e3],
  ['k', 1e3],
  ['million', 1e6],
  ['mn', 1e6],
  ['mio', 1e6],
  ['billion', 1e9],
  ['bn', 1e9],
  ['trillion', 1e12],
  ['tn', 1e12],
  // German, French, Spanish, Portuguese and Italian, folded; their "billion" is no word of theirs.
  ['tausend', 1e3],
  ['mil', 1e3],
  ['millionen', 1e6],
  ['millon', 1e6],
  ['millones', 1e6],
  ['milhao', 1e6],
  ['milhoes', 1e6],
  ['milione', 1e6],
  ['milioni', 1e6],
  ['milliarde', 1e9],
  ['milliarden', 1e9],
  ['mrd', 1e9],
  ['milliard', 1e9],
  ['milliards', 1e9],
  ['bilhao', 1e9],
  ['bilhoes', 1e9],
  ['miliardo', 1e9],
  ['miliardi', 1e9],
]);
for (const word of ['hundred', 'thousand', 'million', 'billion', 'trillion'])
  SCALES.set(`${word}s`, SCALES.get(word) as number);

/** After digits only (`3M`): alone they are letters. */
export const CLINGING_SCALES = new Map<string, number>([
  ['m', 1e6],
  ['b', 1e9],
]);

type Side = 'near' | 'above' | 'below';

/** Words that let a number be rounded, by the side on which the exact one may lie. */
export const APPROXIMATORS = new Map<string, Side>([
  ...words('about around roughly approximately approx nearly almost some circa ca close estimated', 'near'),
  ...words('over more above exceeds exceeding exceeded least greater beyond', 'above'),
  ...words('under less fewer below', 'below'),
]);

/** Whether a number in words may begin with it. */
export function mayCount(word: string): boolean {
  return word === 'a' || CARDINALS.has(word) || ORDINALS.has(word) || SCALES.has(word) || DIVISORS.has(word);
}

function numbered(list: string, from: number, step: number): Map<string, number> {
  return new Map(
    list
      .trim()
      .split(/\s+/)
      .map((word, index) => [word, from + index * step]),
  );
}

function words(list: string, side: Side): [string, Side][] {
  return list.split(' ').map((word) => [word, side]);
}
