// `npm run test:chaos [-- --long] [-- --seed 7] [-- --case "random SIGKILLs"]`
// Runs every case on the ledger as it ships and on its broken twin. The first must hold, the second must fail.
import { parseArgs } from 'node:util';
import { cases } from './ledger-cases.mjs';
import { startFleet } from './fleet.mjs';
import { seededRandom } from './random.mjs';

const { values } = parseArgs({
  options: {
    long: { type: 'boolean' },
    seed: { type: 'string' },
    case: { type: 'string' },
    'no-twins': { type: 'boolean' },
  },
});
const seed = Number(values.seed ?? Math.floor(Math.random() * 1e9));
const preload = new URL('./borders.mjs', import.meta.url).href;

async function runOn(one, twin) {
  const fleet = await startFleet({
    ...one.fleet,
    preload,
    env: { ...one.fleet.env, ...(twin ? { CHAOS_TWIN: twin } : {}) },
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
  const { held, found } = await runOn(one);
  verdict(held, `${one.name}: ${describe(found)} (${((performance.now() - startedAt) / 1000).toFixed(1)} s)`);
  if (!one.twin || values['no-twins']) continue;
  const broken = await runOn(one, one.twin);
  verdict(!broken.held, `  broken twin ${one.twin} must fail: ${describe(broken.found)}`);
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
