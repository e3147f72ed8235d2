// `npm run test:chaos [-- --suite ledger|resilience] [-- --long] [-- --seed 7] [-- --case "random SIGKILLs"] [-- --no-twins]`
// Runs every case on the service as it ships, which must hold, and on its broken twin, which must fail: a case that
// the twin passes too proves nothing. The short form counts; only the long one judges the aims that need time.
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { startFleet } from './fleet.mjs';
import { Lanes } from './lanes.mjs';
import { seededRandom } from './random.mjs';

const SUITES = ['ledger', 'resilience'];
/** Most of a case is waiting, and the start of a service is all work: two for each core, and a bound to the memory. */
const MOST_LANES = Math.min(2 * availableParallelism(), 6);

const { values } = parseArgs({
  options: {
    suite: { type: 'string', default: 'all' },
    long: { type: 'boolean', default: false },
    seed: { type: 'string' },
    case: { type: 'string', default: '' },
    'no-twins': { type: 'boolean', default: false },
  },
});
const suites = values.suite === 'all' ? SUITES : [values.suite];
if (!suites.every((suite) => SUITES.includes(suite)))
  throw new Error(`--suite is ${SUITES.join(', ')} or all`);
const seed = Number(values.seed ?? Math.floor(Math.random() * 1e9));
if (!Number.isSafeInteger(seed)) throw new Error('--seed is a whole number');

let passed = 0;
let failed = 0;
const verdict = (good, text) => {
  if (good) passed++;
  else failed++;
  console.log(`${good ? 'ok    ' : 'FAILED'} ${text}`);
};

const seconds = (since) => `${((performance.now() - since) / 1000).toFixed(1)} s`;

function figures(found) {
  return Object.entries(found)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ');
}

/**
 * The aims as they were set, without allowance for a busy machine. They are told and not judged: a neighbour's noise
 * must not fail a run, and must not be taken off the number that people read either.
 */
function tellAims({ aims }, found) {
  for (const { text, held, measured } of aims?.(found) ?? [])
    console.log(`         aim ${held ? 'held  ' : 'missed'} ${text}: ${measured}`);
}

/** A case that throws has not held; what it threw is its figure. */
async function runOn(rig, one, { preload, afterwards }, twin) {
  const env = { ...one.fleet?.env, ...(twin ? { CHAOS_TWIN: twin } : {}) };
  const startedAt = performance.now();
  const outcome = (held, found, more) => ({ held, found, took: seconds(startedAt), ...more });
  let fleet;
  try {
    fleet = await startFleet(rig, { ...one.fleet, preload, env });
    const found = await one.run(fleet, { random: seededRandom(seed), long: values.long });
    const books = (!twin && (await afterwards?.(fleet))) || { held: 0, broken: 'none' };
    const areWhole = books.held === 0 && books.broken === 'none';
    return outcome(one.holds(found, values) && areWhole, areWhole ? found : { ...found, ...books });
  } catch (error) {
    // Wherever it threw, the database may be away.
    return outcome(false, { threw: String(error) }, { threw: true, leavesRuin: true });
  } finally {
    await fleet?.stop();
  }
}

/** Begins a case on the service and on its twins; each resolves with its outcome. */
function begin(one, suite, lanes) {
  const real = lanes.run((rig) => runOn(rig, one, suite));
  // Alone is only who is measured by the clock.
  const before = values.long && !suite.sideBySide ? real : undefined;
  const twins = values['no-twins'] ? [] : [one.twin ?? []].flat();
  const broken = twins.map(async (twin) => {
    await before;
    return { twin, ...(await lanes.run((rig) => runOn(rig, one, suite, twin))) };
  });
  return { one, real, broken };
}

async function tell({ one, real, broken }) {
  const { held, threw, found, took } = await real;
  verdict(held, `${one.name}: ${figures(found)} (${took})`);
  if (values.long && !threw) tellAims(one, found);
  for (const trial of broken) {
    const { twin, ...outcome } = await trial;
    // A twin that could not be tried has not failed for the reason it was made for.
    verdict(!outcome.held && !outcome.threw, `  broken twin ${twin} must fail: ${figures(outcome.found)}`);
  }
}

/** Side by side everything begins at once, as the lanes allow, and is told in order; else case after case. */
async function runSuite(suite) {
  const lanes = new Lanes(suite.sideBySide ? MOST_LANES : 2);
  const chosen = suite.cases.filter(
    ({ name: title, longOnly }) => title.includes(values.case) && (values.long || !longOnly),
  );
  try {
    const begun = suite.sideBySide ? chosen.map((one) => begin(one, suite, lanes)) : [];
    for (const [index, one] of chosen.entries()) await tell(begun[index] ?? begin(one, suite, lanes));
  } finally {
    await lanes.stop();
  }
}

console.log(`seed ${seed}; replay with --seed ${seed}`);
const startedAt = performance.now();
for (const name of suites) {
  const since = performance.now();
  await runSuite(await import(`./${name}-cases.mjs`));
  console.log(`${name}: ${seconds(since)}`);
}
console.log(`in ${seconds(startedAt)}, seed ${seed}`);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
