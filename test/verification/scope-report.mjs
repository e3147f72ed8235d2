import { auc, percent } from './measures.mjs';
import { scopeCases } from './scope-cases.mjs';

const SPECIAL = (flags) => Object.values(flags).some((flag) => flag === true || flag.length > 0);

/** A table with a line per phenomenon: what does not follow and passes, what follows and is stopped. */
export function reportScope(half, where, prepareSource, verifyClaim, showsMistakes) {
  const judged = scopeCases(half).map((one) => ({
    ...one,
    verification: verifyClaim(one.claim, prepareSource(where === 'page' ? one.page : one.text)),
  }));
  console.log(`\n${half}: what words alone overlook, ${where} (${judged.length} pairs)`);
  console.log('  phenomenon    does not follow: n  passes | follows: n  supported  flagged | AUC');
  const phenomena = [...new Set(judged.map(({ phenomenon }) => phenomenon))].toSorted((a, b) =>
    a.localeCompare(b),
  );
  for (const name of phenomena)
    line(
      name,
      judged.filter(({ phenomenon }) => phenomenon === name),
    );
  line('all', judged);
  if (showsMistakes) judged.filter(isMistake).forEach(printOne);
}

const passes = ({ verification }) => verification.verdict === 'supported';
const isMistake = (one) => one.follows !== passes(one);

function line(name, judged) {
  const right = judged.filter(({ follows }) => follows);
  const wrong = judged.filter(({ follows }) => !follows);
  const scores = (cases) => cases.map(({ verification }) => verification.score);
  const cells = [
    String(wrong.length).padStart(18),
    percent(wrong, passes).padStart(7),
    '|',
    String(right.length).padStart(10),
    percent(right, passes).padStart(10),
    percent(right, ({ verification }) => SPECIAL(verification.flags)).padStart(8),
    '|',
    auc(scores(right), scores(wrong)),
  ];
  console.log(`  ${name.padEnd(12)}`, ...cells);
}

function printOne({ follows, phenomenon, claim, verification: { verdict, score, flags } }) {
  const raised = Object.entries(flags).filter(([, flag]) => flag === true || flag.length > 0);
  console.log(
    `    ${follows ? '+' : '-'} ${phenomenon}: ${verdict} ${score} ${JSON.stringify(raised)}\n      ${claim}`,
  );
}
