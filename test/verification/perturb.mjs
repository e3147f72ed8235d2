import { changeNumber } from './change-number.mjs';

const SWAPS = {
  compared: [
    ['more', 'less'],
    ['fewer', 'more'],
    ['before', 'after'],
    ['first', 'last'],
    ['higher', 'lower'],
    ['larger', 'smaller'],
    ['older', 'younger'],
    ['rose', 'fell'],
    ['increased', 'decreased'],
  ],
  overstated: [
    ['most', 'all'],
    ['some', 'all'],
    ['almost', 'exactly'],
    ['up to', 'at least'],
    ['at least', 'at most'],
    ['may', 'will certainly'],
    ['might', 'will certainly'],
    ['could', 'will certainly'],
  ],
};
const UNITS = [
  ['million', 'billion'],
  ['billion', 'million'],
  ['thousand', 'million'],
  ['hours', 'days'],
  ['minutes', 'hours'],
  ['seconds', 'minutes'],
  ['years', 'months'],
  ['weeks', 'days'],
  ['kilometres', 'metres'],
  ['km', 'm'],
  ['metres', 'kilometres'],
  ['milliseconds', 'seconds'],
  ['ms', 's'],
  ['kg', 'g'],
  ['percent', 'per mille'],
  ['twice', 'three times'],
  ['half', 'a quarter'],
  ['doubles', 'triples'],
  ['doubled', 'tripled'],
];
const FIGURE = /(?<![\w.,])\d[\d,]*(?:\.\d+)?(?![\w%])/g;

/** Two numbers of a claim in each other's place; of a range or a year and a count nobody would mistake them. */
function numbersExchanged(claim) {
  const [one, other] = [...new Set(claim.match(FIGURE))];
  if (other === undefined || one.length === 4 || other.length === 4) return [];
  return [claim.replace(FIGURE, (figure) => (figure === one ? other : figure === other ? one : figure))];
}

const NAME = /(?<=[a-z,] )[A-Z][a-z]{2,}\b/g;

function exchanged(claim, pairs) {
  return pairs.flatMap(([left, right]) =>
    [
      [left, right],
      [right, left],
    ]
      .slice(0, pairs === SWAPS.compared ? 2 : 1)
      .filter(([from]) => new RegExp(`\\b${from}\\b`).test(claim))
      .map(([from, to]) => claim.replace(new RegExp(`\\b${from}\\b`), to)),
  );
}

function negated(claim) {
  const denied = claim.replace(
    /\b(is|are|was|were|will|can|has|have|had|would|could) (?!not\b|no\b)/,
    '$1 not ',
  );
  return denied === claim || /\b(?:not?|never|neither|unless)\b/.test(claim) ? [] : [denied];
}

function renamed(claim, others) {
  const [name] = claim.match(NAME) ?? [];
  return name === undefined
    ? []
    : [
        claim.replace(
          name,
          others.find((other) => !claim.includes(other)),
        ),
      ];
}

function namesExchanged(claim) {
  const [one, other] = [...new Set(claim.match(NAME))];
  if (other === undefined || new RegExp(`${one}(?: and| or|,| ${other})`).test(claim)) return [];
  return [claim.replace(/[A-Z][a-z]{2,}\b/g, (word) => (word === one ? other : word === other ? one : word))];
}

/** What a supported claim becomes when one thing of it is changed by rule; few of these still follow by chance. */
export function perturb(claim, otherNames) {
  return [
    ...changeNumber(claim).map((changed) => ['number', changed]),
    ...exchanged(claim, UNITS).map((changed) => ['unit or multiple', changed]),
    ...numbersExchanged(claim).map((changed) => ['numbers exchanged', changed]),
    ...negated(claim).map((changed) => ['not', changed]),
    ...exchanged(claim, SWAPS.compared).map((changed) => ['compared', changed]),
    ...exchanged(claim, SWAPS.overstated).map((changed) => ['overstated', changed]),
    ...renamed(claim, otherNames).map((changed) => ['other name', changed]),
    ...namesExchanged(claim).map((changed) => ['names exchanged', changed]),
  ];
}
