// `npm run test:chaos [-- --long] [-- --seed 7] [-- --case "random SIGKILLs"] [-- --suite resilience]`
// Runs every case of a suite (ledger, resilience) on the service as it ships and on its broken twin. The first must hold, the second must fail.
import { parseArgs } from 'node:util';
import { startFleet } from './fleet.mjs';
import { seededRandom } from './random.mjs';

const { values } = parseArgs({
  options: {
    long: { type: 'boolean' },
    seed: { type: 'string' },
    case: { type: 'string' },
    suite: { type: 'string', default: 'ledger' },
    'no-twins': { type: 'boolean' },
  },
});
const seed = Number(values.seed ?? Math.floor(Math.random() * 1e9));
if (!/^(ledger|resilience)$/.test(values.suite)) throw new Error('--suite is ledger or resilience');
const suite = await import(`./${values.suite}-cases.mjs`);
const { cases } = suite;
const preload = suite.preload ?? new URL('./borders.mjs', import.meta.url).href;

async function runOn(one, twin) {
  const fleet = await startFleet({
    ...one.fleet,
    preload,
    env: { ...one.fleet?.env, ...(twin ? { CHAOS_TWIN: twin } : {}) },
  });
  try {
    const found = await one.run(fleet, { random: seededRandom(seed), long: values.long ?? false });
    return { held: one.holds(found), found };
  } finally {
    await fleet.stop();
  }
}

function describe(found) {
  return Object.entries(found)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ');
}

console.log(`seed ${seed}; replay with --seed ${seed}`);
let passed = 0;
let failed = 0;
const verdict = (good, text) => {
  if (good) passed++;
  else failed++;
  console.log(`${good ? 'ok    ' : 'FAILED'} ${text}`);
};

for (const one of cases) {
  if (values.case && !one.name.includes(values.case)) continue;
  const startedAt = performance.now();
  const twin = values['no-twins'] ? undefined : one.twin;
  // Side by side where nobody looks at the clock: most of a case is waiting.
  const first = runOn(one);
  if (values.suite !== 'ledger') await first;
  const [{ held, found }, broken] = await Promise.all([first, twin ? runOn(one, twin) : null]);
  verdict(held, `${one.name}: ${describe(found)} (${((performance.now() - startedAt) / 1000).toFixed(1)} s)`);
  if (broken) verdict(!broken.held, `  broken twin ${twin} must fail: ${describe(broken.found)}`);
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
