// Holds a parser to the corpus: `node test/citations/conformance.mjs [--parser file] [--runs n] [--seed n]`.
import { deepStrictEqual } from 'node:assert/strict';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import * as fc from 'fast-check';
import { loadCases, sources, version } from './corpus.mjs';

const OURS = new URL('./product-parser.mjs', import.meta.url).href;
const MOST_SHOWN = 20;

const { values } = parseArgs({
  options: {
    parser: { type: 'string' },
    runs: { type: 'string', default: '3000' },
    seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
  },
});
const { default: read } = await import(values.parser ? pathToFileURL(resolve(values.parser)).href : OURS);
const cases = loadCases();
const failures = [];

for (const given of cases) {
  const { name, text, citations, rejected } = given;
  await hold(name, [text], { text, citations, rejected });
  await hold(`${name}, one unit at a time`, text.split(''), { text, citations, rejected });
}
const cuts = await fc.check(
  fc.asyncProperty(
    fc.constantFrom(...cases),
    fc.array(fc.nat(1_000), { maxLength: 12 }),
    async ({ text }, places) => {
      deepStrictEqual(await read(cut(text, places), sources), await read([text], sources));
    },
  ),
  { numRuns: Number(values.runs), seed: Number(values.seed) },
);
report();

async function hold(name, deltas, expected) {
  try {
    deepStrictEqual(await read(deltas, sources), expected);
  } catch (error) {
    failures.push(`${name}\n${error.message}`);
  }
}

/** Anywhere, in the middle of surrogate pairs too. */
function cut(text, places) {
  const at = [0, ...places.map((place) => place % (text.length + 1)), text.length].sort((a, b) => a - b);
  return at.slice(1).map((end, index) => text.slice(at[index], end));
}

function report() {
  for (const failure of failures.slice(0, MOST_SHOWN)) console.error(`FAILED ${failure}\n`);
  if (cuts.failed) console.error(fc.defaultReportMessage(cuts));
  const held = `${2 * cases.length - failures.length} of ${2 * cases.length}`;
  console.log(`corpus ${version}: ${cases.length} texts, whole and unit by unit: ${held} as listed`);
  const outcome = cuts.failed ? 'FAILED' : 'every one reads the same';
  console.log(`random cuts: ${cuts.numRuns} runs, seed ${values.seed}: ${outcome}`);
  process.exitCode = failures.length > 0 || cuts.failed ? 1 : 0;
}
