// jest runs in CommonJS mode (its ESM mode is 2-4 times slower and leaks); the ESM-only packages are
// transformed with our own sources. A forgotten one fails loudly: "Cannot use import statement".
const esmOnly = [
  '@nestjs',
  '@willsoto',
  'cockatiel',
  'file-type',
  'strtok3',
  'token-types',
  'uint8array-extras',
  '@tokenizer',
  '@borewit',
  'path-to-regexp',
  '@pydantic/genai-prices',
  'nestjs-pino',
  'typeorm',
];

const swc = (parser) => [
  '@swc/jest',
  {
    sourceMaps: 'inline',
    module: { type: 'commonjs' },
    jsc: {
      target: 'es2023',
      parser,
      transform: { legacyDecorator: true, decoratorMetadata: parser.syntax === 'typescript' },
      keepClassNames: true,
    },
  },
];

const project = (displayName, testMatch, more = {}) => ({
  displayName,
  testMatch,
  rootDir: __dirname,
  testEnvironment: 'node',
  transform: {
    '\\.ts$': swc({ syntax: 'typescript', decorators: true }),
    '\\.m?js$': swc({ syntax: 'ecmascript' }),
  },
  transformIgnorePatterns: [`/node_modules/(?!(${esmOnly.join('|')})/)`],
  moduleNameMapper: {
    '^@app/([a-z]+)/testing$': '<rootDir>/libs/$1/src/testing.ts',
    '^@app/([a-z]+)$': '<rootDir>/libs/$1/src/index.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
  setupFiles: ['reflect-metadata'],
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/tools/node/'],
  ...more,
});

const withPostgres = {
  globalSetup: '<rootDir>/test/support/start-postgres.ts',
  globalTeardown: '<rootDir>/test/support/stop-postgres.ts',
};

/** @type {import('jest').Config} */
module.exports = {
  projects: [
    project('small', ['<rootDir>/{libs,apps}/**/*.spec.ts', '<rootDir>/tools/*.spec.cjs']),
    project('medium', ['<rootDir>/test/medium/**/*.spec.ts'], withPostgres),
    project('e2e', ['<rootDir>/test/e2e/**/*.spec.ts'], withPostgres),
  ],
  coverageProvider: 'v8',
  // Negations stand here, because a project would not read the root's coveragePathIgnorePatterns.
  // What tools/check-coverage.cjs reads; a table of all files would hide the closing line.
  coverageReporters: ['json'],
  collectCoverageFrom: [
    'libs/*/src/**/*.ts',
    'apps/*/src/**/*.ts',
    '!**/*.{spec,contract}.ts',
    '!**/{index,testing,main}.ts',
  ],
  testTimeout: 60_000,
  workerIdleMemoryLimit: '700MB',
  maxWorkers: 2,
  reporters: ['default', '<rootDir>/tools/closing-line-reporter.cjs'],
};
