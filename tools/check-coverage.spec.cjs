'use strict';
const { complaintOf } = require('./check-coverage.cjs');

const at = (from, to = from) => ({ start: { line: from, column: 0 }, end: { line: to, column: 9 } });

/** As istanbul has it: how often each line and each function was run. */
function fileWith({ lines = [], functions = {} }) {
  const named = Object.entries(functions);
  return {
    statementMap: Object.fromEntries(lines.map((_, index) => [index, at(index + 1)])),
    s: Object.fromEntries(lines.map((count, index) => [index, count])),
    fnMap: Object.fromEntries(named.map(([name], index) => [index, { name, loc: at(index + 1, index + 2) }])),
    f: Object.fromEntries(named.map(([, count], index) => [index, count])),
  };
}

const CODE = 'export const one = 1;';
const complaint = (coverage, { unseen = {}, source = CODE } = {}) =>
  complaintOf(coverage, unseen, () => source);

describe('the coverage that is owed', () => {
  it('says nothing where every line and function was run', () => {
    expect(complaint({ 'a.ts': fileWith({ lines: [1, 7], functions: { f: 2 } }) })).toBe('');
  });

  it('names each file’s unrun lines and functions', () => {
    const coverage = {
      'libs/b.ts': fileWith({ lines: [0, 0, 1, 0], functions: { run: 1, leave: 0 } }),
      'a.ts': fileWith({ lines: [1, 0] }),
      'whole.ts': fileWith({ lines: [1] }),
    };
    expect(complaint(coverage).split('\n')).toEqual([
      'No test runs these lines and functions:',
      '',
      '  file       lines   functions',
      '  a.ts       2',
      '  libs/b.ts  1-2, 4  leave (2)',
      '',
      'Test what can be reached, delete what cannot.',
    ]);
  });

  it('must not let a function pass that no line betrays', () => {
    expect(complaint({ 'a.ts': fileWith({ lines: [1], functions: { leave: 0 } }) })).toContain('leave (1)');
  });

  it.each([
    'export interface One { readonly one: 1 }',
    "import type { Two } from './two.js';\n/** Words. */\nexport type One = Two | 'one';",
    'export {};',
  ])('asks for nothing where there is nothing to run: %j', (source) => {
    expect(complaint({ 'a.ts': fileWith({ lines: [0] }) }, { source })).toBe('');
  });

  it.each([
    CODE,
    'export interface One {}\nexport abstract class Port {}',
    'export enum One { Two }',
    "import './two.js';\nexport type One = 1;",
  ])('must not take for types what runs: %j', (source) => {
    expect(complaint({ 'a.ts': fileWith({ lines: [0] }) }, { source })).toContain('a.ts');
  });

  it('excepts what no coverage can see', () => {
    expect(complaint({ 'a.ts': fileWith({ lines: [0] }) }, { unseen: { 'a.ts': 'a process' } })).toBe('');
  });

  it.each([{ 'a.ts': fileWith({ lines: [1] }) }, {}])(
    'must not except what is run or gone by now',
    (coverage) => {
      expect(complaint(coverage, { unseen: { 'a.ts': 'a process' } })).toContain('take it off the list');
    },
  );
});
