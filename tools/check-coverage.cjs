/**
 * node tools/check-coverage.cjs: fails where the last `jest --coverage` has left a line or a function of ours unrun.
 * Silent when all is well: a run's last line is how many tests passed. V8 counts functions by name: one without a
 * name is only seen where it has lines of its own.
 */
'use strict';
const { existsSync, readFileSync } = require('node:fs');
const { join, relative, sep } = require('node:path');
const { ModuleKind, ScriptTarget, transpileModule } = require('typescript');

const root = join(__dirname, '..');

/** What V8's coverage of the tests' own processes and threads cannot see. Each is run by the test that is named. */
const UNSEEN = {
  'apps/api/src/boot/run-alone.ts': 'the service as a process of its own: test/chaos',
  'apps/api/src/boot/show-people.ts': 'what such a process writes for people: test/e2e/workers',
  'apps/api/src/boot/workers/run-primary.ts': 'a process that forks: test/e2e/workers',
  'apps/api/src/boot/workers/run-worker.ts': 'what it forks: test/e2e/workers',
  'apps/api/src/boot/workers/worker-metrics.ts': 'a worker’s part of /metrics: test/e2e/workers',
  'libs/search/src/pages/extraction-worker.ts': 'a thread’s entry: worker-page-extractor.spec.ts',
};

/** Files with unrun lines or functions, by name; `coverage` is what istanbul calls a coverage map. */
function findMisses(coverage) {
  return Object.entries(coverage)
    .map(([file, { statementMap, s, fnMap, f }]) => ({
      file,
      lines: linesOf(
        Object.keys(s)
          .filter((id) => s[id] === 0)
          .map((id) => statementMap[id]),
      ),
      functions: Object.keys(f)
        .filter((id) => f[id] === 0)
        .map((id) => `${fnMap[id].name} (${fnMap[id].loc.start.line})`),
    }))
    .filter(({ lines, functions }) => lines.length > 0 || functions.length > 0)
    .sort((a, b) => (a.file < b.file ? -1 : 1));
}

function linesOf(statements) {
  const lines = statements.flatMap(({ start, end }) =>
    Array.from({ length: end.line - start.line + 1 }, (_, index) => start.line + index),
  );
  return [...new Set(lines)].sort((a, b) => a - b);
}

/** `3-5, 9` */
function inRanges(lines) {
  const ranges = [];
  for (const line of lines) {
    const last = ranges.at(-1);
    if (last && line === last.to + 1) last.to = line;
    else ranges.push({ from: line, to: line });
  }
  return ranges.map(({ from, to }) => (from === to ? `${from}` : `${from}-${to}`)).join(', ');
}

/** True when nothing is left of a source once its types are gone: there is nothing to run. */
function isTypesOnly(source) {
  const compilerOptions = {
    module: ModuleKind.ESNext,
    target: ScriptTarget.ESNext,
    removeComments: true,
    experimentalDecorators: true,
  };
  return transpileModule(source, { compilerOptions }).outputText.replace('export {};', '').trim() === '';
}

/** What is wrong with a run, for people; empty when nothing is. `sourceOf` reads a file by its name in `coverage`. */
function complaintOf(coverage, unseen, sourceOf) {
  const missed = findMisses(coverage);
  const names = new Set(missed.map(({ file }) => file));
  const needless = Object.keys(unseen).filter((file) => !names.has(file));
  const misses = missed.filter(({ file }) => !(file in unseen) && !isTypesOnly(sourceOf(file)));
  return [
    ...(misses.length > 0
      ? [
          `No test runs these lines and functions:\n\n${tableOf(misses)}\n\nTest what can be reached, delete what cannot.`,
        ]
      : []),
    ...needless.map((file) => `${file} is run, or gone: take it off the list in tools/check-coverage.cjs.`),
  ].join('\n');
}

function tableOf(misses) {
  const rows = [
    ['file', 'lines', 'functions'],
    ...misses.map(({ file, lines, functions }) => [file, inRanges(lines), functions.join(', ')]),
  ];
  const widths = [0, 1].map((column) => Math.max(...rows.map((row) => row[column].length)));
  return rows
    .map(([file, lines, functions]) =>
      `  ${file.padEnd(widths[0])}  ${lines.padEnd(widths[1])}  ${functions}`.trimEnd(),
    )
    .join('\n');
}

/** By names as git has them, wherever the run was. */
function readCoverage(path) {
  const byPath = JSON.parse(readFileSync(path, 'utf8'));
  return Object.fromEntries(
    Object.entries(byPath).map(([file, found]) => [relative(root, file).split(sep).join('/'), found]),
  );
}

function main() {
  const path = join(root, 'coverage/coverage-final.json');
  const complaint = existsSync(path)
    ? complaintOf(readCoverage(path), UNSEEN, (file) => readFileSync(join(root, file), 'utf8'))
    : 'There is no coverage to check: run npx jest --coverage first.';
  if (complaint === '') return;
  console.error(`\n${complaint}\n`);
  process.exitCode = 1;
}

module.exports = { complaintOf };

if (require.main === module) main();
