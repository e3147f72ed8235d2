// Figures of the lexical verifier on the labelled set: see README.md here.
//   node test/verification/evaluate.mjs [tuned|held-out] [--mistakes]
import { readFileSync } from 'node:fs';
import { changeNumber } from './change-number.mjs';
import { load } from './load.mjs';
import { auc, percent } from './measures.mjs';
import { reportPerturbed } from './perturb-report.mjs';
import { proseCases } from './prose-cases.mjs';
import { scopeCases } from './scope-cases.mjs';
import { reportScope } from './scope-report.mjs';

const { prepareSource } = await load('prepared-source');
const { verifyClaim } = await load('verify-claim');

const half = process.argv[2] === 'held-out' ? 'held-out' : 'tuned';
const showsMistakes = process.argv.includes('--mistakes');
const passages = JSON.parse(readFileSync(new URL(`./${half}.json`, import.meta.url), 'utf8'));

/** Every claim beside its passage alone, and beside the passage in the middle of a page of others. */
function casesOf(passages, sourceOf) {
  return passages.flatMap((passage, index) => {
    const source = prepareSource(sourceOf(passage, index));
    const beside = (label, claims) => claims.map((claim) => ({ label, claim, source }));
    const wrong = [3, 7].flatMap((step) => passages[(index + step) % passages.length].supported);
    return [
      ...['supported', 'partial', 'unsupported', 'changed_number', 'negated'].flatMap((label) =>
        beside(label, passage[label]),
      ),
      ...beside('wrong_source', wrong),
      ...beside(
        'changed_number',
        passage.supported.flatMap((claim) => changeNumber(claim)),
      ),
    ];
  });
}

const whole = ({ title, text }) => `${title}\n\n${text}`;
const onPage = (passage, index) =>
  [10, 11, 0, 12, 13].map((step) => whole(passages[(index + step) % passages.length])).join('\n\n');

function report(name, cases) {
  const judged = cases.map((one) => ({ ...one, verification: verifyClaim(one.claim, one.source) }));
  const of = (label) => judged.filter((one) => one.label === label);
  const scores = (label) => of(label).map(({ verification }) => verification.score);
  const flagged = (one) => one.verification.flags.numbers.length + one.verification.flags.dates.length > 0;
  const turned = ({ verification: { flags } }) => flags.negation || flags.opposites.length > 0;
  const numbered = of('supported').filter(({ claim }) => /\d/.test(claim));
  console.log(`\n${name} (${cases.length} pairs)`);
  console.log('  AUC supported against wrong source ', auc(scores('supported'), scores('wrong_source')));
  console.log('  AUC supported against unsupported  ', auc(scores('supported'), scores('unsupported')));
  console.log('  AUC supported against partial      ', auc(scores('supported'), scores('partial')));
  console.log(
    '  AUC supported against number/negated',
    auc(scores('supported'), [...scores('changed_number'), ...scores('negated')]),
  );
  console.log(
    '  changed numbers flagged',
    percent(of('changed_number'), flagged),
    ' false alarms',
    percent(numbered, flagged),
    'of supported with digits,',
    percent(of('supported'), flagged),
    'of all',
  );
  console.log(
    '  negated flagged        ',
    percent(of('negated'), turned),
    ' false alarms',
    percent(of('supported'), turned),
  );
  console.log(
    '  names flagged on supported',
    percent(of('supported'), (one) => one.verification.flags.names.length > 0),
  );
  const verdicts = ['supported', 'partially_supported', 'unsupported', 'inconclusive', 'not_checked'];
  for (const label of ['supported', 'partial', 'unsupported', 'wrong_source', 'changed_number', 'negated']) {
    const counts = verdicts.map(
      (verdict) => `${verdict} ${percent(of(label), (one) => one.verification.verdict === verdict)}`,
    );
    if (of(label).length > 0) console.log(`  ${label.padEnd(15)}`, counts.join('  '));
  }
  if (showsMistakes) printMistakes(judged, flagged, turned);
}

function printMistakes(judged, flagged, turned) {
  for (const one of judged) {
    const { label, claim, verification } = one;
    const { verdict, score, flags } = verification;
    const wrong =
      (label === 'supported' && (verdict !== 'supported' || flagged(one) || turned(one))) ||
      (label === 'partial' && verdict === 'supported') ||
      (label === 'changed_number' && !flagged(one)) ||
      (label === 'negated' && !turned(one)) ||
      (label.endsWith('source') && verdict !== 'unsupported') ||
      (label === 'unsupported' && verdict === 'supported');
    if (wrong) console.log(`    ${label} → ${verdict} ${score} ${JSON.stringify(flags)}\n      ${claim}`);
  }
}

function time(cases) {
  const text = cases
    .map((one) => one.source.text)
    .join('\n\n')
    .repeat(4)
    .slice(0, 20_000);
  const claims = cases.filter(({ label }) => label === 'supported').map(({ claim }) => claim);
  for (let round = 0; round < 30; round++)
    for (const claim of claims) verifyClaim(claim, prepareSource(text));
  const runs = 300;
  let start = performance.now();
  for (let run = 0; run < runs; run++) prepareSource(text);
  const preparing = ((performance.now() - start) / runs) * 1000;
  const source = prepareSource(text);
  start = performance.now();
  for (let run = 0; run < 20; run++) for (const claim of claims) verifyClaim(claim, source);
  const verifying = ((performance.now() - start) / (20 * claims.length)) * 1000;
  console.log(
    `\n20 kB page: preparing ${preparing.toFixed(0)} µs once, ${verifying.toFixed(0)} µs per claim`,
  );
}

const alone = casesOf(passages, whole);
report(`${half}: passage alone`, alone);
report(`${half}: passage in a page of five`, casesOf(passages, onPage));
report(
  `${half}: prose of installed packages`,
  proseCases(half).map(({ label, claim, text }) => ({ label, claim, source: prepareSource(text) })),
);
for (const where of ['alone', 'page'])
  reportScope(half, where, prepareSource, verifyClaim, showsMistakes && where === 'alone');
const supported = [
  ...passages.flatMap((passage) => passage.supported.map((claim) => ({ claim, text: whole(passage) }))),
  ...scopeCases(half).filter(({ follows }) => follows),
];
reportPerturbed(half, supported, prepareSource, verifyClaim);
time(alone);
