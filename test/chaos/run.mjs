// `npm run test:chaos [-- --suite ledger|resilience] [-- --long] [-- --seed 7] [-- --case "random SIGKILLs"] [-- --no-twins]`
// Runs every case on the service as it ships, which must hold, and on its broken twin, which must fail: a case that
// the twin passes too proves nothing. The short form counts; only the long one judges the aims that need time.
import { parseArgs } from 'node:util';
import { startFleet, startRig } from './fleet.mjs';
import { seededRandom } from './random.mjs';

const SUITES = ['ledger', 'resilience'];

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
  let fleet;
  try {
    fleet = await startFleet(rig, { ...one.fleet, preload, env });
    const found = await one.run(fleet, { random: seededRandom(seed), long: values.long });
    const books = (!twin && (await afterwards?.(fleet))) || { held: 0, broken: 'none' };
    const areWhole = books.held === 0 && books.broken === 'none';
    return { held: one.holds(found, values) && areWhole, found: areWhole ? found : { ...found, ...books } };
  } catch (error) {
    return { held: false, threw: true, found: { threw: String(error) } };
  } finally {
    await fleet?.stop();
  }
}

async function runCase(one, suite, rigs) {
  const startedAt = performance.now();
  const tell = ({ held, threw, found }) => {
    verdict(held, `${one.name}: ${figures(found)} (${seconds(startedAt)})`);
    if (values.long && !threw) tellAims(one, found);
  };
  const real = runOn(rigs.service, one, suite).then(tell);
  // Most of a case is waiting; alone is only who is measured by the clock.
  if (values.long && !suite.sideBySide) await real;
  for (const twin of rigs.twin ? [one.twin ?? []].flat() : []) {
    const broken = await runOn(rigs.twin, one, suite, twin);
    await real;
    // A twin that could not be tried has not failed for the reason it was made for.
    verdict(!broken.held && !broken.threw, `  broken twin ${twin} must fail: ${figures(broken.found)}`);
  }
  await real;
}

console.log(`seed ${seed}; replay with --seed ${seed}`);
const startedAt = performance.now();
const rigs = { service: await startRig(), twin: values['no-twins'] ? undefined : await startRig() };
try {
  for (const name of suites) {
    const suite = await import(`./${name}-cases.mjs`);
    const since = performance.now();
    const chosen = suite.cases.filter(
      ({ name: title, longOnly }) => title.includes(values.case) && (values.long || !longOnly),
    );
    for (const one of chosen) await runCase(one, suite, rigs);
    console.log(`${name}: ${seconds(since)}`);
  }
} finally {
  await rigs.service.stop();
  await rigs.twin?.stop();
}
console.log(`in ${seconds(startedAt)}, seed ${seed}`);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
