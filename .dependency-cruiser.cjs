// The house's walls, kept by a machine. Each rule says why in one sentence.
const door = '^libs/[^/]+/src/(index|testing)[.]ts$';

/** Who may know whom: the arrows of docs/architecture.md. */
const mayKnow = {
  chat: ['providers', 'search', 'cost', 'privacy', 'resilience', 'platform'],
  cost: ['providers', 'search', 'platform'],
  providers: ['resilience', 'platform'],
  search: ['resilience', 'platform'],
  access: ['platform'],
  privacy: ['platform'],
  resilience: [],
  platform: [],
};

const arrows = Object.entries(mayKnow).map(([lib, known]) => ({
  name: `${lib}-knows-only-${known.join('-') || 'itself'}`,
  comment: `Dependencies point inward: ${lib} may know ${known.join(', ') || 'no other room'}; a new arrow is a change of plan, not an import.`,
  severity: 'error',
  from: { path: `^libs/${lib}/` },
  to: { path: '^libs/', pathNot: [lib, ...known].map((name) => `^libs/${name}/`) },
}));

/** The same within cost, the largest room. What lies beside its folders (money, lines) is for all of them. */
const mayKnowInCost = {
  metering: ['ledger', 'prices'],
  idempotency: ['ledger'],
  ledger: ['prices', 'budgets'],
  prices: [],
  budgets: [],
  checks: [],
  migrations: [],
};

const arrowsInCost = Object.entries(mayKnowInCost).map(([folder, known]) => ({
  name: `cost-${folder}-knows-only-${known.join('-') || 'itself'}`,
  comment: `In libs/cost, ${folder} may know ${known.join(', ') || 'no other folder'}: prices and budgets are below the ledger, who spends and who retries above it.`,
  severity: 'error',
  from: { path: `^libs/cost/src/${folder}/`, pathNot: '[.](spec|contract)[.]ts$' },
  to: {
    path: '^libs/cost/src/',
    pathNot: [
      ...[folder, ...known].map((name) => `^libs/cost/src/${name}/`),
      '^libs/cost/src/(money|posted-line)[.]ts$',
    ],
  },
}));

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...arrows,
    ...arrowsInCost,
    {
      name: 'no-circle',
      comment: 'Two files that import each other are one file in two places; nobody can read either alone.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'one-door-per-lib',
      comment:
        'What leaves a room is named in its index.ts (fakes: testing.ts), so that the rest can change freely.',
      severity: 'error',
      // jest loads its global set-up without module names: test/support/start-postgres.ts has to name the file.
      from: { path: '^(apps|libs|test)/([^/]+)/', pathNot: '^test/support/start-postgres[.]ts$' },
      to: { path: '^libs/([^/]+)/src/', pathNot: [door, '^libs/$2/'] },
    },
    {
      name: 'libs-do-not-know-apps',
      comment: 'What the product knows must not depend on the wire it is reached by.',
      severity: 'error',
      from: { path: '^libs/' },
      to: { path: '^apps/' },
    },
    {
      name: 'no-wire-in-libs',
      comment:
        'HTTP and sockets belong to apps/api; a lib that knows them cannot be poured into another spout.',
      severity: 'error',
      from: { path: '^libs/', pathNot: '[.]spec[.]ts$' },
      to: { path: 'node_modules/(express|socket[.]io|@nestjs/platform-[^/]+|@nestjs/websockets)/' },
    },
    {
      name: 'vendors-do-not-know-each-other',
      comment: 'A vendor folder that reads another one turns two adapters into one that cannot be changed.',
      severity: 'error',
      from: { path: '^libs/providers/src/(openai|anthropic)/' },
      to: { path: '^libs/providers/src/(openai|anthropic)/', pathNot: '^libs/providers/src/$1/' },
    },
    {
      name: 'vendor-sdks-stay-in-their-folder',
      comment:
        'The core sees the ChatModel port; an SDK type outside its folder ties the product to a vendor.',
      severity: 'error',
      from: { path: '^(libs|apps)/', pathNot: ['^libs/providers/src/(openai|anthropic)/', '[.]spec[.]ts$'] },
      to: { path: 'node_modules/(openai|@anthropic-ai/sdk)/' },
    },
    {
      name: 'the-product-does-not-know-its-sandbox',
      comment:
        'The sandbox is reached over the wire like a vendor; an import would let the stand-in and the real thing drift.',
      severity: 'error',
      from: { path: '^(libs|apps/api)/', pathNot: '[.]spec[.]ts$' },
      to: { path: '^apps/sandbox/' },
    },
    {
      name: 'fakes-stay-in-tests',
      comment: 'A fake that ships is a lie waiting to be configured.',
      severity: 'error',
      from: {
        path: '^(libs|apps)/',
        pathNot: ['[.](spec|contract)[.]ts$', '/testing[.]ts$', '/fake-[^/]+[.]ts$', '/memory-[^/]+[.]ts$'],
      },
      to: { path: '^libs/[^/]+/src/(testing[.]ts$|.*/?(fake)-)' },
    },
    {
      name: 'no-dev-dependency-in-the-product',
      comment: 'The image holds no dev dependencies; what it imports must be there.',
      severity: 'error',
      from: { path: '^(apps|libs)/', pathNot: ['[.](spec|contract)[.]ts$', '/testing[.]ts$'] },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only', 'npm', 'npm-optional'] },
    },
    {
      name: 'no-unknown-package',
      comment: 'What is imported is in package.json, or a clean install breaks.',
      severity: 'error',
      from: {},
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'unknown', 'undetermined'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|tools/node)/' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.js', '.json'],
    },
    reporterOptions: { archi: { collapsePattern: '^(libs/[^/]+|apps/[^/]+)/' } },
  },
};
